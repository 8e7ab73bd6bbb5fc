/** Who follows; each name is that of its marks. */
export const followerNames = ['retain', 'reply', 'journal'] as const;

export type FollowerName = (typeof followerNames)[number];

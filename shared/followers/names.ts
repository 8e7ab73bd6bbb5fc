/** Who follows; each name is that of its marks. */
export const followerNames = ['retain', 'reply', 'journal', 'learn', 'relation'] as const;

export type FollowerName = (typeof followerNames)[number];

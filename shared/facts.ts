/** What is asked of the world about a message before it is judged; what could not be learned in time is said to be unknown. */

import { type Relation, unknownRelation } from './filters/relation.ts';
import type { Authentication } from './mail/authentication.ts';

export interface Facts {
  readonly relation: Relation;
  /** Who sent it, as we found out ourselves; null where the source's own word is taken. */
  readonly authentication: Authentication | null;
}

export const noFacts: Facts = { relation: unknownRelation, authentication: null };

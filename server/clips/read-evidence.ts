import type { Prisma } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import type { BoundaryReport, FeatureScore } from '@/server/media/types'

type Stored = { readonly features: Prisma.JsonValue; readonly boundary: Prisma.JsonValue }
type Evidence = { readonly features: FeatureScore[]; readonly boundary: BoundaryReport }

/** A row of a moment or a clip with what its score and its edges stand on as it was written. */
export const readEvidence = <Row extends Stored>(row: Row): Omit<Row, keyof Evidence> & Evidence => ({
  ...row,
  features: fromJson<FeatureScore[]>(row.features),
  boundary: fromJson<BoundaryReport>(row.boundary),
})

export { buildReport, type PlannedClip, type ReportInput } from './build-report'
export { type Report, reportJsonSchema, reportSchema } from './report-schema'

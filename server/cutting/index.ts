export { creditsToCut, cuttingStatuses, holdForCutting, mayCut } from './hold-for-cutting'
export { lockProject, noSuchProject } from './lock-project'

export { creditsToCut, cuttingStatuses, holdForCutting, mayCut, payForCutting } from './hold-for-cutting'
export { lockProject, noSuchProject } from './lock-project'

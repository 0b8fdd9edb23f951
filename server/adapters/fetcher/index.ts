export { createWebFetcher, type FetcherRules } from './web'

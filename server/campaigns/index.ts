export { type CampaignId, campaignIds, campaigns } from './campaigns'
export { campaignHours, fanOutCampaign, finishCampaign, type Hours } from './fan-out-campaign'
export type { Place } from './list-readers'
export { type CampaignOutcome, type ReaderDue, sendCampaign } from './send-campaign'

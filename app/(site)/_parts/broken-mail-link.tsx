import { LinkButton } from '@/app/_ui/link-button'
import { SiteCard } from './site-card'

/** What a link from a mail opens when its token is not one of ours. */
export const BrokenMailLink = () => (
  <SiteCard
    title="This link is not whole"
    description="Part of it is missing or was changed. Open it from the mail again, or choose your mails in the settings."
  >
    <LinkButton href="/settings/emails">Open the settings</LinkButton>
  </SiteCard>
)

import { LinkButton } from './_ui/link-button'
import { StatusPage } from './_ui/status-page'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <StatusPage
      title="There is nothing at this address"
      actions={
        <>
          <LinkButton href="/projects" variant="primary">
            Your projects
          </LinkButton>
          <LinkButton href="/">Start page</LinkButton>
        </>
      }
    >
      It may have been deleted, or it belongs to another workspace. Check the address, or begin from your projects.
    </StatusPage>
  )
}

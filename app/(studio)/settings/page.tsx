import type { Metadata } from 'next'
import { ProfileForm } from './_parts/profile-form'

export const metadata: Metadata = { title: 'Profile' }

export default function ProfilePage() {
  return <ProfileForm timeZones={Intl.supportedValuesOf('timeZone')} />
}

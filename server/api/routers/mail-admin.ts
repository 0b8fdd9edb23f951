import {
  findPeople,
  findPeopleSchema,
  getPerson,
  listMailTemplates,
  listPersonMail,
  mailPreviewSchema,
  personIdSchema,
  personMailSchema,
  previewMail,
  sendTestMail,
} from '@/server/mail-admin'
import { operatorProcedure, router } from '../init'

/** Of the people who look after this installation; for everybody else none of it is there. */
export const mailAdminRouter = router({
  people: operatorProcedure.input(findPeopleSchema).query(({ ctx, input }) => findPeople(ctx.user, input)),
  person: operatorProcedure.input(personIdSchema).query(({ ctx, input }) => getPerson(ctx.user, input)),
  log: operatorProcedure.input(personMailSchema).query(({ ctx, input }) => listPersonMail(ctx.user, input)),
  templates: operatorProcedure.query(() => listMailTemplates()),
  preview: operatorProcedure.input(mailPreviewSchema).query(({ ctx, input }) => previewMail(ctx.user, input)),
  sendTest: operatorProcedure.input(mailPreviewSchema).mutation(({ ctx, input }) => sendTestMail(ctx.user, input)),
})

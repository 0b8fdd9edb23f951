-- The ledger is what credits are: its lines are written once, by whoever it may be that writes. They go with their workspace and in no other way.
CREATE FUNCTION "keepLedgerLine"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM "Workspace" WHERE "id" = OLD."workspaceId") THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'A line of the ledger is never changed or removed: write another that corrects it' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "CreditEntry_stays" BEFORE UPDATE OR DELETE ON "CreditEntry"
FOR EACH ROW EXECUTE FUNCTION "keepLedgerLine"();

-- Nobody spends what is not there.
ALTER TABLE "Workspace" ADD CONSTRAINT "Workspace_creditBalance_check" CHECK ("creditBalance" >= 0);

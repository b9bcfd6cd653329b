ALTER TABLE "jobs" ADD COLUMN "keep_input_hours" integer;--> statement-breakpoint
CREATE INDEX "attempts_of_provider" ON "attempts" USING btree ("provider","started_at","job_id");--> statement-breakpoint
CREATE INDEX "slot_figures_computed_at" ON "slot_figures" USING btree ("computed_at");
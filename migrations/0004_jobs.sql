ALTER TABLE "jobs" ADD COLUMN "keep_input_hours" integer;--> statement-breakpoint
CREATE INDEX "slot_figures_computed_at" ON "slot_figures" USING btree ("computed_at");
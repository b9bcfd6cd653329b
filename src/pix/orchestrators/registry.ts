import { type Orchestrator, type OrchestratorName, orchestratorNames } from './orchestrator.ts'

/** All of them, by name. That one is missing does not compile. */
export function createOrchestrators(all: { [Name in OrchestratorName]: Orchestrator }) {
  return {
    list: (): Orchestrator[] => orchestratorNames.map((name) => all[name]),
    require: (name: OrchestratorName): Orchestrator => all[name],
  }
}

export type Orchestrators = ReturnType<typeof createOrchestrators>

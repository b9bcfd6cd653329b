// Written by "npm run client".
export interface paths {
  '/livez': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Is the process alive? */
    get: operations['live']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/readyz': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Do all parts work? */
    get: operations['ready']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Figures for Prometheus
     * @description For this machine alone, or with METRICS_TOKEN when there is one; a token needs `metrics:read`.
     */
    get: operations['readMetrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** This document */
    get: operations['describeApi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/login': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Sign in */
    post: operations['signIn']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/logout': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Sign out */
    post: operations['signOut']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/me': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who is signed in
     * @description For viewers and above. Not for tokens.
     */
    get: operations['showMe']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/me/password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Change one’s own password
     * @description For viewers and above. Not for tokens.
     */
    put: operations['changeOwnPassword']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/me/sessions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Where one is signed in
     * @description For viewers and above. Not for tokens.
     */
    get: operations['listOwnSessions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/me/sessions/{sessionId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Sign out somewhere else
     * @description For viewers and above. Not for tokens.
     */
    delete: operations['endOwnSession']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/people': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Everybody with an account
     * @description For administrators. Not for tokens.
     */
    get: operations['listPeople']
    put?: never
    /**
     * Add somebody
     * @description For administrators. Not for tokens.
     */
    post: operations['addPerson']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/people/{personId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Delete an account
     * @description For administrators. Not for tokens.
     */
    delete: operations['removePerson']
    options?: never
    head?: never
    /**
     * Change somebody’s role, or switch the account off or on
     * @description For administrators. Not for tokens.
     */
    patch: operations['changePerson']
    trace?: never
  }
  '/api/people/{personId}/password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Give somebody a new password
     * @description For administrators. Not for tokens.
     */
    post: operations['resetPassword']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/people/{personId}/sessions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Where somebody is signed in
     * @description For administrators. Not for tokens.
     */
    get: operations['listSessionsOf']
    put?: never
    post?: never
    /**
     * Sign somebody out everywhere
     * @description For administrators. Not for tokens.
     */
    delete: operations['signOutPerson']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tokens': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Tokens: one’s own, or everybody’s for administrators
     * @description For viewers and above. Not for tokens.
     */
    get: operations['listTokens']
    put?: never
    /**
     * Make a token, which is told once
     * @description For viewers and above. Not for tokens.
     */
    post: operations['createToken']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tokens/{tokenId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Revoke a token
     * @description For viewers and above. Not for tokens.
     */
    delete: operations['revokeToken']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/audit': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who changed what, the newest first
     * @description For administrators. A token needs `audit:read`.
     */
    get: operations['listChanges']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/settings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Settings of the whole gateway
     * @description For administrators. A token needs `settings:read`.
     */
    get: operations['readSettings']
    /**
     * Change settings of the whole gateway
     * @description For administrators. A token needs `settings:write`.
     */
    put: operations['changeSettings']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/settings/check-address': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Does a public address lead to this gateway?
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['checkAddress']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers/keys': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Which services have a key, and where it comes from
     * @description For administrators. A token needs `settings:read`.
     */
    get: operations['listProviderKeys']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers/{provider}/key': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Give a service its key
     * @description For administrators. A token needs `settings:write`.
     */
    put: operations['putProviderKey']
    post?: never
    /**
     * Forget a key
     * @description For administrators. A token needs `settings:write`.
     */
    delete: operations['removeProviderKey']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * All slots
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['listSlots']
    put?: never
    /**
     * Make a slot
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['createSlot']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One slot
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readSlot']
    /**
     * Save a slot as a new revision
     * @description For administrators. A token needs `slots:write`.
     */
    put: operations['saveSlot']
    post?: never
    /**
     * Delete a slot
     * @description For administrators. A token needs `slots:write`.
     */
    delete: operations['removeSlot']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/revisions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * All revisions of a slot, the newest first
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['listRevisions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/revisions/{revision}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A slot as it was
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readRevision']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/revisions/{revision}/restore': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Make an old revision the newest
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['restoreRevision']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Give a slot a password of its own, or take it away
     * @description For administrators. A token needs `slots:write`.
     */
    put: operations['setSlotPassword']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What each provider can do, with its settings as JSON Schema
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['listProviders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slot-schema': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The settings of a slot as JSON Schema, for forms
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readSlotSchema']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/revisions/{before}/diff/{after}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What differs between two revisions
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['compareRevisions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/duplicate': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Make a copy of a slot
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['duplicateSlot']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A slot as a file
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['exportSlot']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/import': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Make or change a slot from a file
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['importSlot']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/effect': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whose effect a slot has
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readSlotEffect']
    put?: never
    /**
     * Give a slot the effect of another, or one that it had before
     * @description For operators and above. A token needs `slots:write`.
     */
    post: operations['takeSlotEffect']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/templates': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * All templates
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['listTemplates']
    put?: never
    /**
     * Upload a template
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['addTemplate']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/templates/{templateId}/file': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A template itself
     * @description For administrators. A token needs `slots:read`.
     */
    get: operations['readTemplateFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/templates/{templateId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Delete a template that no slot uses
     * @description For administrators. A token needs `slots:write`.
     */
    delete: operations['removeTemplate']
    options?: never
    head?: never
    /**
     * Give a template another label
     * @description For administrators. A token needs `slots:write`.
     */
    patch: operations['renameTemplate']
    trace?: never
  }
  '/api/templates/{templateId}/preview.webp': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A template, small
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readTemplatePreview']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/templates/{templateId}/usage': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Which slots use a template
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['listTemplateUses']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/templates/{templateId}/rebind': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Put another template into all slots that use this one
     * @description For administrators. A token needs `slots:write`.
     */
    post: operations['rebindTemplate']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Everything about one job
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readJob']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Stop the work on a photo
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['cancelJob']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every change of a job as it happens
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['watchJobs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/overview': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How each slot is, and what is wrong
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readOverview']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/queue': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How much waits and is being worked on
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readQueue']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/queue/history': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How full the queue was, and how quick the work
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readQueueHistory']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/queue/pause': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Let no worker on any node take a photo until it is resumed
     * @description For administrators. A token needs `jobs:write`.
     */
    post: operations['pauseQueue']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/queue/resume': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Let the workers take photos again
     * @description For administrators. A token needs `jobs:write`.
     */
    post: operations['resumeQueue']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/cleaner/runs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What the cleaner has done
     * @description For administrators. A token needs `jobs:read`.
     */
    get: operations['listCleanerRuns']
    put?: never
    /**
     * Clean at once, or only say what would be cleaned
     * @description For administrators. A token needs `jobs:write`.
     */
    post: operations['runCleaner']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Find jobs, the newest first
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['listJobs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs.csv': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The same as a table for spreadsheets
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['downloadJobs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Work on a kept photo once more
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['retryJob']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/result': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Delete a picture before its time
     * @description For administrators. A token needs `jobs:write`.
     */
    delete: operations['deleteResult']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/results.zip': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * All pictures of a slot in one archive
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['downloadResults']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/results.zip': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Some pictures in one archive
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['downloadChosenResults']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/statistics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Figures of the service
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readStatistics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers/status': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How the services are: limits, money, circuits, models
     * @description For viewers and above. A token needs `slots:read`.
     */
    get: operations['readProviderStatus']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers/{provider}/limits': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Limit calls and money of a service
     * @description For administrators. A token needs `settings:write`.
     */
    put: operations['changeProviderLimits']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/providers/{provider}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Make one real call to a service; one that goes well ends the rests of its models
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['testProvider']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/webhooks': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who is told
     * @description For administrators. A token needs `settings:write`.
     */
    get: operations['listWebhooks']
    put?: never
    /**
     * Tell somebody; answers the secret, once
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['createWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/webhooks/{webhookId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One endpoint
     * @description For administrators. A token needs `settings:write`.
     */
    get: operations['readWebhook']
    put?: never
    post?: never
    /**
     * Tell somebody no longer
     * @description For administrators. A token needs `settings:write`.
     */
    delete: operations['removeWebhook']
    options?: never
    head?: never
    /**
     * Change an endpoint
     * @description For administrators. A token needs `settings:write`.
     */
    patch: operations['changeWebhook']
    trace?: never
  }
  '/api/webhooks/{webhookId}/rotate-secret': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Give an endpoint a new secret, told once
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['rotateWebhookSecret']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/webhooks/{webhookId}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send an endpoint a message now
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['testWebhook']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/webhooks/{webhookId}/deliveries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What became of the messages
     * @description For administrators. A token needs `settings:write`.
     */
    get: operations['listDeliveries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/webhooks/{webhookId}/deliveries/{deliveryId}/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a message again
     * @description For administrators. A token needs `settings:write`.
     */
    post: operations['replayDelivery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhooks/fal': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** fal tells that a picture is done */
    post: operations['hearFal']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhooks/turbotext/{token}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Turbotext tells that a picture is done */
    post: operations['hearTurbotext']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/doctor': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The last requests to a slot and what is wrong with them
     * @description For operators and above. A token needs `jobs:read`.
     */
    get: operations['examineSlot']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/refusals': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Photos that became no job, and why
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['listRefusals']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/media/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A photo or template, for the service that fetches it */
    get: operations['readLentFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/files': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A file, for whoever was given its signed address */
    get: operations['readSignedFile']
    /**
     * Send exactly the file that a signed address is for
     * @description With the heads that came with the address. Sent again, it takes the place of the first.
     */
    put: operations['writeSignedFile']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/results/{jobId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A finished picture */
    get: operations['readResult']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/results/{jobId}/preview.webp': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A finished picture, small */
    get: operations['readResultPreview']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/results/{jobId}/qr.svg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The link of a picture as a QR code */
    get: operations['readResultQrCode']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/r/{jobId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The page of a picture, for the phone of a guest */
    get: operations['showResult']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/photo': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The photo as it came, upright and without metadata
     * @description For operators and above. A token needs `jobs:read`.
     */
    get: operations['readJobPhoto']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/photo/preview.webp': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The photo as it came, small
     * @description For operators and above. A token needs `jobs:read`.
     */
    get: operations['readJobPhotoPreview']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/jobs/{jobId}/print': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The picture on a sheet of paper
     * @description For operators and above. A token needs `jobs:read`.
     */
    get: operations['printJob']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/print': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Pictures on paper: a contact sheet, or a page each
     * @description For operators and above. A token needs `jobs:read`.
     */
    get: operations['printJobs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/galleries/{galleryId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The pictures of a gallery */
    get: operations['readGallery']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/g/{galleryId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The page of a gallery */
    get: operations['showGallery']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/g/{galleryId}/qr.svg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The link of a gallery as a QR code */
    get: operations['readGalleryQrCode']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/galleries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * All galleries
     * @description For operators and above. A token needs `jobs:write`.
     */
    get: operations['listGalleries']
    put?: never
    /**
     * Open a gallery
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['openGallery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/galleries/{galleryId}/stop': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Close a gallery before its time
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['stopGallery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/jobs/{jobId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What became of a photo; with `wait`, as soon as it is known */
    get: operations['readPublicJob']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/public/jobs/{jobId}/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What becomes of a photo, as it happens */
    get: operations['watchPublicJob']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/rehearsals': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Rehearsals, the newest first
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['listRehearsals']
    put?: never
    /**
     * Play an event before it happens
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['startRehearsal']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/rehearsals/{rehearsalId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How far a rehearsal is, and its verdict
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readRehearsal']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/rehearsals/{rehearsalId}/stop': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End a rehearsal early
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['stopRehearsal']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Jobs of pix.immo, the newest first
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixJobs']
    put?: never
    /**
     * Begin a job, with its folders and its first shoot
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['createPixJob']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One job
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixJob']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change what is mentioned; close a job, or open it again
     * @description For operators and above. A token needs `pix:write`.
     */
    patch: operations['changePixJob']
    trace?: never
  }
  '/api/pix/jobs/{jobId}/shoots': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The shoots of a job
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixShoots']
    put?: never
    /**
     * Add a shoot to a job
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['createPixShoot']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/shoots/{shootId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One shoot
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixShoot']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change what is mentioned of a shoot
     * @description For operators and above. A token needs `pix:write`.
     */
    patch: operations['changePixShoot']
    trace?: never
  }
  '/api/pix/jobs/{jobId}/images': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The images of a job, by name
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixImages']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One image with its files
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixImage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Say which room an image shows
     * @description For operators and above. A token needs `pix:write`.
     */
    patch: operations['changePixImage']
    trace?: never
  }
  '/api/pix/images/{imageId}/files/{kind}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A file of an image itself
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixImageFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/exclude': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Keep an image out of the gallery
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['excludePixImage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/include': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Let an image into the gallery again
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['includePixImage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send an image that failed through the pipeline once more
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['retryPixImage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/findings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was found in an image
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixFindings']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/privacy': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Say whether an image may leave for services
     * @description clear: as it is, whatever was found. flag: as its findings say; one without any does not leave at all.
     *
     *     For administrators. A token needs `pix:write`.
     */
    post: operations['decidePixPrivacy']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/cleanup/{candidateId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Say whether something could be taken out of an image
     * @description dismissed: it may stay; it is neither counted nor offered any more. open: it could be taken out.
     *
     *     For operators and above. A token needs `pix:write`.
     */
    patch: operations['decidePixCleanup']
    trace?: never
  }
  '/api/pix/shoots/{shootId}/editor-tokens': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who was let into a shoot
     * @description For operators and above. A token needs `pix:write`.
     */
    get: operations['listEditorTokens']
    put?: never
    /**
     * Let an editor into a shoot; answers the token, once
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['createEditorToken']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/editor-tokens/{tokenId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Take an editor’s token back
     * @description For operators and above. A token needs `pix:write`.
     */
    delete: operations['revokeEditorToken']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/editor-return/{shootId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Bring finished JPEGs, one, several, or a ZIP archive of them
     * @description As files of a form, or one as the body with its name in `filename`. Sent again, what is there is a duplicate. One JPEG that is not taken is answered by its error; of several, each is told of.
     *
     *     For operators and above. A token needs `pix:write`.
     */
    post: operations['returnPictures']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/editor-return/{shootId}/uploads': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get an address to put one JPEG under
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['beginUpload']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/editor-return/{shootId}/uploads/{uploadId}/finalize': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take over what was put under the address
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['finalizeUpload']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/editor-return/{shootId}/files': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was shot, or what has been delivered, each with an address to fetch it
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listShootFiles']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/orchestrators': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What can be made of images, and what is missing for it
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listOrchestrators']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/orchestrators/{name}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Say what would be sent for a job, or send it
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['runOrchestrator']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/remove-object': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take something out of an image
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['removeObject']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/edits': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was taken out of an image, the newest first
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listImageEdits']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/best-version': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Choose which version of an image customers get
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['chooseBestVersion']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/segment': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Cut one object out of an image, as a mask
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['segmentImage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/captions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The texts of an image
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listCaptions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/images/{imageId}/captions/{locale}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Write the texts of an image in one language
     * @description For operators and above. A token needs `pix:write`.
     */
    put: operations['writeCaption']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/texts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The texts of a job’s exposé
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listExposeTexts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/texts/{locale}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Write the texts of a job’s exposé in one language
     * @description For operators and above. A token needs `pix:write`.
     */
    put: operations['writeExposeText']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The page of a released gallery */
    get: operations['showPixGallery']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/view/{imageId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One picture of a released gallery */
    get: operations['showPixImage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/images/{image}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A picture, by its id or its name */
    get: operations['readCustomerPicture']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/expose.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The exposé of a released gallery */
    get: operations['readPixExpose']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/captions.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The captions, for programs */
    get: operations['readPixCaptions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/captions.txt': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The captions, for people */
    get: operations['readPixCaptionsText']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/pix/{token}/images.zip': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Images, captions and exposé in one archive */
    get: operations['readPixZip']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/disclosure': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Which services outside the EU may get images
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDisclosure']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whether there is a gallery, and who sees it
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixGalleryState']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/release': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Release a gallery: its customer sees it and is told
     * @description For administrators. A token needs `pix:write`.
     */
    post: operations['releasePixGallery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/withdraw': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Hide a gallery from its customer
     * @description For administrators. A token needs `pix:write`.
     */
    post: operations['withdrawPixGallery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/link': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The link of a gallery
     * @description Null before the first release, and where SECRET_KEY does not open it. It opens only while released.
     *
     *     For operators and above. A token needs `pix:write`.
     */
    get: operations['readPixGalleryLink']
    put?: never
    /**
     * Give a gallery a new link; the old one is dead
     * @description For administrators. A token needs `pix:write`.
     */
    post: operations['renewPixGalleryLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/expose.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The exposé of a gallery, also of a draft
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDraftExpose']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/captions.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Its captions, for programs
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDraftCaptions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/captions.txt': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Its captions, for people
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDraftCaptionsText']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/images.zip': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Images, captions and exposé in one archive
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDraftZip']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/gallery/images/{image}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A picture of a gallery, by its id or its name
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixDraftImage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/mails': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Mails to customers, the newest first
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixMails']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/mails/{mailId}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a mail that has failed once more
     * @description For operators and above. A token needs `pix:write`.
     */
    post: operations['retryPixMail']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/targets': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Programs that galleries are handed to
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixTargets']
    put?: never
    /**
     * Add a program
     * @description For administrators. A token needs `pix:write`.
     */
    post: operations['createPixTarget']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/targets/{targetId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One program
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixTarget']
    /**
     * Change a program; keys that are not named stay
     * @description For administrators. A token needs `pix:write`.
     */
    put: operations['replacePixTarget']
    post?: never
    /**
     * Remove a program with its keys
     * @description For administrators. A token needs `pix:write`.
     */
    delete: operations['removePixTarget']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/exports': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Exports of a job, the newest first
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['listPixExports']
    put?: never
    /**
     * Hand a released gallery over
     * @description Answers 200 with the export that is under way or has handed over the same content, and 202 with a new one.
     *
     *     For operators and above. A token needs `pix:write`.
     */
    post: operations['exportPixGallery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/exports/{exportId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * One export
     * @description For viewers and above. A token needs `pix:read`.
     */
    get: operations['readPixExport']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/pix/jobs/{jobId}/exports/{exportId}/file': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The archive of an export
     * @description For operators and above. A token needs `pix:read`.
     */
    get: operations['downloadPixExport']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/slots/{slotId}/test-run': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Try a photo with unsaved settings, up to six at once
     * @description For operators and above. A token needs `jobs:write`.
     */
    post: operations['startTestRun']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/test-runs/{testRunId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What became of a test run
     * @description For viewers and above. A token needs `jobs:read`.
     */
    get: operations['readTestRun']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/ingest/{slotId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a photo, get the picture
     * @description Answers inside the window of the slot, or 504. The parts may come in any order; parts that are not named here are kept with the job. The query is ignored. `Accept: application/json` asks for the picture inside of JSON. Any other method is answered 405 `method_not_allowed`.
     */
    post: operations['sendPhoto']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/ingest/{slotId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a photo, get the picture
     * @description Answers inside the window of the slot, or 504. The parts may come in any order; parts that are not named here are kept with the job. The query is ignored. `Accept: application/json` asks for the picture inside of JSON. Any other method is answered 405 `method_not_allowed`.
     */
    post: operations['sendPhotoAsBefore']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    Remark: {
      /** @description What it says, as in `hint.no_budget`. More may come. */
      code: string
      /** @description What stands in it. */
      params: {
        [key: string]: string | number
      }
      /** @description The same in English. */
      text: string
    }
    Problem: {
      /** @description As in `field.missing`; null when nobody has given it one: then `text` is all. */
      code: string | null
      /** @description What stands in it. */
      params: {
        [key: string]: string | number
      }
      /** @description The same in English. */
      text: string
      /** @description As in `chain.0.settings.strength`; null when it is about no field. */
      field: string | null
    }
    ChainLink: {
      /** @description Who does it. */
      provider: string
      /** @description What is done. */
      operation: string
      /** @description How; see the operation. */
      settings: {
        [key: string]: unknown
      }
    }
    PublishTarget:
      | {
          /** @constant */
          kind: 'pix_shoot'
          shootId: string
        }
      | {
          /** @constant */
          kind: 'pix_job'
          jobId: string
        }
    SlotSettings: {
      /** @description For people. */
      name: string
      /** @description Off: photos are refused. */
      enabled: boolean
      /** @description The first moment at which photos are taken; null: always. */
      openFrom: string | null
      /** @description The first moment at which photos are no longer taken; null: never. */
      openUntil: string | null
      /**
       * @description Open: everybody who knows the address may send photos.
       * @enum {string}
       */
      access: 'password' | 'open'
      /** @description The first choice, and what is tried when it fails. */
      chain: components['schemas']['ChainLink'][]
      /**
       * @description Whether a caller waits for the picture, or asks for it later.
       * @enum {string}
       */
      responseMode: 'sync' | 'async'
      /**
       * @description How a waiting caller gets it; multipart is for Breeze Booth.
       * @enum {string}
       */
      responseFormat: 'image' | 'json' | 'multipart'
      /** @description The window of a waiting caller; null: as in the settings. */
      syncSeconds: number | null
      /** @description Largest photo; null: 25. */
      maxUploadMegabytes: number | null
      /** @description Photos at once; null: no limit. */
      maxInFlight: number | null
      /** @description Higher ones overtake what waits. */
      priority: number
      /**
       * @description At the end of the window: 504; 504 and the work goes on; the photo as it came; the look of fallback.
       * @enum {string}
       */
      onTimeout: 'fail' | 'continue' | 'original' | 'fallback'
      /** @description For onTimeout fallback, done on this machine; else null. */
      fallback: components['schemas']['ChainLink'] | null
      /** @description Keep the photo as long as its picture, for another try or to show both. */
      keepOriginal: boolean
      /**
       * @description When nobody waits any more.
       * @enum {string}
       */
      onClientGone: 'continue' | 'cancel'
      /**
       * @description When a service refuses the photo: give up, or show it to the next of the chain.
       * @enum {string}
       */
      onRefusal: 'stop' | 'next'
      /**
       * @description After a call that was never answered: the next of the chain, or the same again, which may cost twice.
       * @enum {string}
       */
      onUnknownOutcome: 'next' | 'again'
      /** @description US dollars a day (UTC); a call that would exceed them is not made. Null: no limit. */
      dailyBudgetUsd: number | null
      /** @description US dollars a month (UTC); null: no limit. */
      monthlyBudgetUsd: number | null
      /** @description The form of every result. */
      output: {
        /**
         * @description Of every result.
         * @enum {string}
         */
        format: 'jpeg' | 'png' | 'webp'
        /** @description 1 to 100; ignored by PNG. */
        quality: number
        /** @description Larger results are scaled down; null: never. */
        longestSidePixels: number | null
        /** @description Laid over every result: the template of the role frame. */
        frame: {
          /**
           * @description Cover fills the area and cuts off what is over; contain shows the whole photo.
           * @enum {string}
           */
          fit: 'cover' | 'contain'
          /**
           * @description Which part of the photo stays, or where it stands; attention looks for faces and detail (cover only).
           * @enum {string}
           */
          position: 'centre' | 'top' | 'bottom' | 'left' | 'right' | 'attention'
          /** @description Border of the frame around the photo, in percent of its width or height, 0 to 45; none when left out. */
          inset?: {
            /** @description Percent of the width or height, 0 to 45. */
            left: number
            /** @description Percent of the width or height, 0 to 45. */
            top: number
            /** @description Percent of the width or height, 0 to 45. */
            right: number
            /** @description Percent of the width or height, 0 to 45. */
            bottom: number
          }
          /** @description What shows where neither photo nor frame is; white when left out. */
          background?: string
        } | null
      }
      /** @description Role and id of each template that the operations need. */
      templates: {
        [key: string]: string
      }
      /** @description Shoots and jobs of pix.immo whose final images the results become; without it, none. */
      publishTargets?: components['schemas']['PublishTarget'][]
    }
    PublicJob: {
      /** Format: uuid */
      job_id: string
      /** @enum {string} */
      status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
      status_url: string
      result_url: string
      /** Format: date-time */
      result_expires_at?: string
      mime?: string | null
      bytes?: number | null
      sha256?: string | null
      width?: number | null
      height?: number | null
      /** @description Ended after its window. */
      late?: boolean
      /** @description Why this is not the picture that was wanted. */
      fallback?: string
      failure_reason?: string | null
      details?: string | null
    }
    /** @description Every error has this body; docs/errors.md lists the reasons. */
    Failure: {
      /** @enum {string} */
      status: 'error' | 'timeout'
      /** @enum {string} */
      failure_reason:
        | 'invalid_request'
        | 'invalid_password'
        | 'invalid_credentials'
        | 'not_signed_in'
        | 'invalid_token'
        | 'token_expired'
        | 'forbidden'
        | 'insufficient_scope'
        | 'not_found'
        | 'slot_not_found'
        | 'slot_disabled'
        | 'job_not_found'
        | 'result_not_found'
        | 'media_not_found'
        | 'template_not_found'
        | 'gallery_not_found'
        | 'pix_job_not_found'
        | 'shoot_not_found'
        | 'image_not_found'
        | 'export_not_found'
        | 'target_not_found'
        | 'method_not_allowed'
        | 'upload_timeout'
        | 'conflict'
        | 'idempotency_conflict'
        | 'slot_busy'
        | 'rehearsal_busy'
        | 'template_in_use'
        | 'gallery_not_ready'
        | 'gallery_not_released'
        | 'images_pending'
        | 'result_expired'
        | 'media_expired'
        | 'gallery_over'
        | 'payload_too_large'
        | 'unsupported_media_type'
        | 'not_a_jpeg'
        | 'range_not_satisfiable'
        | 'unreadable_image'
        | 'invalid_settings'
        | 'precondition_required'
        | 'rate_limited'
        | 'internal_error'
        | 'not_configured'
        | 'provider_error'
        | 'provider_refused'
        | 'provider_no_image'
        | 'budget_exhausted'
        | 'queue_full'
        | 'slot_misconfigured'
        | 'unavailable'
        | 'cancelled'
        | 'provider_timeout'
        | 'storage_full'
      /** @description One sentence for people. */
      details: string
      /** @description What `details` says beyond `failure_reason`, for programs that say it in another language. */
      problems?: components['schemas']['Problem'][]
      /** @description Seconds. */
      retry_after?: number
      job_id?: string
      /** @description As in the log. */
      request_id: string
    }
    PixImage: {
      /** Format: uuid */
      image_id: string
      job_id: string
      shoot_id: string
      shoot_code: string | null
      filename: string
      storage_path: string
      /** @enum {string} */
      source: 'editor' | 'manual'
      origin: {
        [key: string]: unknown
      } | null
      /** @enum {string} */
      status: 'pending_processing' | 'processing' | 'processed' | 'error'
      error_code: string | null
      /** @description Technical. */
      error_message: string | null
      revision: number
      sha256: string
      bytes: number
      width: number | null
      height: number | null
      captured_at: string | null
      room_type: string | null
      room_source: ('filename' | 'vision' | 'manual') | null
      view_type: string | null
      ready_for_vision: boolean
      vision_done: boolean
      gpt_done: boolean
      has_edits: boolean
      best_version: string
      cleanup_possible: boolean
      /** @enum {string} */
      privacy_status: 'unchecked' | 'clear' | 'flagged' | 'cleared_by_admin'
      /** @description Belongs in the gallery. */
      usable: boolean
      excluded_at: string | null
      /** @description `final_input`: its file was taken out of there. */
      excluded_by: string | null
      /** Format: date-time */
      registered_at: string
      processed_at: string | null
    }
    PixFindings: {
      /** @description Null: nobody has looked at it yet. */
      privacy: {
        /** @enum {string} */
        status: 'unchecked' | 'clear' | 'flagged' | 'cleared_by_admin'
        /** Format: date-time */
        checked_at: string
        checks: {
          /** @enum {string} */
          faces: 'done' | 'skipped' | 'failed'
          /** @enum {string} */
          plates: 'done' | 'skipped' | 'failed'
          /** @enum {string} */
          logos: 'done' | 'skipped' | 'failed'
          /** @enum {string} */
          text: 'done' | 'skipped' | 'failed'
        }
        findings: {
          /** @enum {string} */
          type: 'face' | 'plate' | 'logo' | 'text'
          subtype: ('house_number' | 'license_plate') | null
          /** @description x, y, width, height */
          box: [number, number, number, number]
          score: number | null
        }[]
      } | null
      /**
       * @description What services get of it: see AI_PRIVACY_MODE. Nothing of the file beside its pixels leaves.
       * @enum {string}
       */
      leaves: 'nothing' | 'blurred' | 'as_it_is'
      /** @description Steps that failed without holding the image back. */
      warnings: {
        stage: string
        code: string
        message: string
      }[]
      objects: {
        label: string
        /** @description x, y, width, height */
        box: [number, number, number, number]
        score: number | null
      }[]
      cleanup_candidates: {
        id: string
        label: string
        /** @description x, y, width, height */
        box: [number, number, number, number]
        score: number | null
        source: string
        suggested_prompt: string | null
        /** @enum {string} */
        state: 'open' | 'removed' | 'dismissed'
      }[]
    }
    PixShoot: {
      id: string
      job_id: string
      shoot_code: string | null
      photographer_id: string | null
      /** @enum {string} */
      status: 'initialized' | 'uploading' | 'intake_complete' | 'handoff_generated' | 'editor_returned' | 'processing'
      /** @enum {string} */
      source: 'dslr' | 'mobile' | 'upload'
      /** Format: date-time */
      created_at: string
    }
    PixJob: {
      id: string
      job_number: string
      /** @enum {string} */
      status: 'open' | 'closed'
      closed_at: string | null
      customer_id: string | null
      customer_name: string | null
      customer_email: string | null
      photographer_id: string | null
      order_id: string | null
      /** @enum {string} */
      locale: 'de' | 'en'
      property_label: string | null
      address: {
        [key: string]: string
      } | null
      property: {
        [key: string]: unknown
      }
      external_ids: {
        [key: string]: string
      }
      /** @enum {string} */
      gallery_status: 'none' | 'draft_ready'
      /** @enum {string} */
      gallery_visibility: 'internal' | 'customer'
      gallery_revision: number
      draft_ready_at: string | null
      released_at: string | null
      /** Format: date-time */
      created_at: string
      /** @description How many of its images are what. */
      images: {
        registered: number
        pending: number
        processed: number
        error: number
        excluded: number
        usable: number
      }
    }
    Revision: {
      revision: number
      saved_by: string
      /** Format: date-time */
      saved_at: string
    }
    Slot: {
      revision: number
      saved_by: string
      /** Format: date-time */
      saved_at: string
      id: string
      /** @description As saved, perhaps by an older version: then `problem` says what is wrong. */
      settings: components['schemas']['SlotSettings'] | Record<string, never>
      problem: string | null
      problems: components['schemas']['Problem'][]
      hints: string[]
      remarks: components['schemas']['Remark'][]
      has_password: boolean
      ingest_path: string
    }
    SlotEffect: {
      slot: string
      revision: number
      /** @description The slot whose effect it has; null: its own. */
      from: string | null
      /** @description The revision that has its own effect. */
      own_revision: number
    }
    Provider: {
      name: string
      is_set_up: boolean
      operations: {
        operation: string
        template_roles: string[]
        /** @description `any`: whatever is bound. */
        optional_roles: 'any' | string[]
        settings: {
          [key: string]: unknown
        }
        models: {
          id: string
          label: string
          most_templates: number
          settings: {
            [key: string]: unknown
          }
        }[]
      }[]
    }
    Template: {
      /** Format: uuid */
      id: string
      label: string
      mime: string
      bytes: number
      width: number
      height: number
      sha256: string
      /** Format: date-time */
      created_at: string
    }
  }
  responses: {
    /** @description `internal_error`: Something went wrong inside the gateway. */
    internal_error: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'internal_error'
        }
      }
    }
    /** @description `unavailable`: The gateway cannot work right now. Please try again in a moment. */
    unavailable: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'unavailable'
        }
      }
    }
    /**
     * @description `not_signed_in`: Please sign in first.
     *
     *     `invalid_token`: This token is not valid.
     *
     *     `token_expired`: This token has expired.
     */
    'not_signed_in.invalid_token.token_expired': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_signed_in' | 'invalid_token' | 'token_expired'
        }
      }
    }
    /**
     * @description `forbidden`: Your role does not allow this.
     *
     *     `insufficient_scope`: This token was not made for this.
     */
    'forbidden.insufficient_scope': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'forbidden' | 'insufficient_scope'
        }
      }
    }
    /** @description `invalid_request`: The request is not valid. */
    invalid_request: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_request'
        }
      }
    }
    /** @description `invalid_credentials`: The e-mail address or the password is wrong. */
    invalid_credentials: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_credentials'
        }
      }
    }
    /** @description `forbidden`: Your role does not allow this. */
    forbidden: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'forbidden'
        }
      }
    }
    /** @description `payload_too_large`: The photo is too large. */
    payload_too_large: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'payload_too_large'
        }
      }
    }
    /** @description `invalid_settings`: The settings are not valid. */
    invalid_settings: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_settings'
        }
      }
    }
    /** @description `rate_limited`: Too many requests at once. Please try again in a moment. */
    rate_limited: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'rate_limited'
        }
      }
    }
    /**
     * @description `not_signed_in`: Please sign in first.
     *
     *     `invalid_token`: This token is not valid.
     *
     *     `token_expired`: This token has expired.
     *
     *     `invalid_credentials`: The e-mail address or the password is wrong.
     */
    'not_signed_in.invalid_token.token_expired.invalid_credentials': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_signed_in' | 'invalid_token' | 'token_expired' | 'invalid_credentials'
        }
      }
    }
    /** @description `not_found`: There is nothing at this address. */
    not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_found'
        }
      }
    }
    /** @description `conflict`: Somebody else changed this in the meantime. Load it again and repeat your change. */
    conflict: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'conflict'
        }
      }
    }
    /** @description `precondition_required`: Send If-Match with the revision that you changed. */
    precondition_required: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'precondition_required'
        }
      }
    }
    /** @description `slot_not_found`: There is no slot with this name. */
    slot_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_not_found'
        }
      }
    }
    /**
     * @description `slot_busy`: Photos are still on their way through this slot.
     *
     *     `conflict`: Somebody else changed this in the meantime. Load it again and repeat your change.
     */
    'slot_busy.conflict': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_busy' | 'conflict'
        }
      }
    }
    /**
     * @description `slot_not_found`: There is no slot with this name.
     *
     *     `not_found`: There is nothing at this address.
     */
    'slot_not_found.not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_not_found' | 'not_found'
        }
      }
    }
    /**
     * @description `slot_misconfigured`: This slot is not set up completely.
     *
     *     `unavailable`: The gateway cannot work right now. Please try again in a moment.
     */
    'slot_misconfigured.unavailable': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_misconfigured' | 'unavailable'
        }
      }
    }
    /**
     * @description `slot_not_found`: There is no slot with this name.
     *
     *     `slot_disabled`: This slot is switched off.
     *
     *     `not_found`: There is nothing at this address.
     */
    'slot_not_found.slot_disabled.not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_not_found' | 'slot_disabled' | 'not_found'
        }
      }
    }
    /** @description `unsupported_media_type`: The file is not a JPEG, PNG, WebP, HEIC or AVIF picture. */
    unsupported_media_type: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'unsupported_media_type'
        }
      }
    }
    /** @description `unreadable_image`: The picture is damaged and cannot be read. */
    unreadable_image: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'unreadable_image'
        }
      }
    }
    /** @description `storage_full`: The gateway has no room left for pictures. Its operator must free some space. */
    storage_full: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'storage_full'
        }
      }
    }
    /** @description `template_not_found`: There is no template with this id. */
    template_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'template_not_found'
        }
      }
    }
    /** @description `template_in_use`: This template is used by a slot. */
    template_in_use: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'template_in_use'
        }
      }
    }
    /** @description `job_not_found`: There is no job with this id. */
    job_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'job_not_found'
        }
      }
    }
    /**
     * @description `job_not_found`: There is no job with this id.
     *
     *     `slot_not_found`: There is no slot with this name.
     *
     *     `slot_disabled`: This slot is switched off.
     */
    'job_not_found.slot_not_found.slot_disabled': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'job_not_found' | 'slot_not_found' | 'slot_disabled'
        }
      }
    }
    /**
     * @description `queue_full`: Too many photos are waiting. Please try again in a moment.
     *
     *     `unavailable`: The gateway cannot work right now. Please try again in a moment.
     */
    'queue_full.unavailable': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'queue_full' | 'unavailable'
        }
      }
    }
    /**
     * @description `job_not_found`: There is no job with this id.
     *
     *     `result_not_found`: There is no finished picture with this id.
     */
    'job_not_found.result_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'job_not_found' | 'result_not_found'
        }
      }
    }
    /** @description `result_expired`: This picture has reached the end of its time and was deleted. */
    result_expired: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'result_expired'
        }
      }
    }
    /**
     * @description `slot_not_found`: There is no slot with this name.
     *
     *     `result_not_found`: There is no finished picture with this id.
     */
    'slot_not_found.result_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_not_found' | 'result_not_found'
        }
      }
    }
    /** @description `not_signed_in`: Please sign in first. */
    not_signed_in: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_signed_in'
        }
      }
    }
    /** @description `media_not_found`: There is no file at this link. */
    media_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'media_not_found'
        }
      }
    }
    /** @description `media_expired`: This link has reached the end of its time. */
    media_expired: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'media_expired'
        }
      }
    }
    /** @description `invalid_request`: The request is not valid. */
    'invalid_request.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_request'
        }
        'text/html': string
      }
    }
    /** @description `result_not_found`: There is no finished picture with this id. */
    'result_not_found.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'result_not_found'
        }
        'text/html': string
      }
    }
    /** @description `result_expired`: This picture has reached the end of its time and was deleted. */
    'result_expired.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'result_expired'
        }
        'text/html': string
      }
    }
    /** @description `range_not_satisfiable`: The file has no such byte range. */
    'range_not_satisfiable.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'range_not_satisfiable'
        }
        'text/html': string
        'image/svg+xml': string
      }
    }
    /** @description `internal_error`: Something went wrong inside the gateway. */
    'internal_error.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'internal_error'
        }
        'text/html': string
      }
    }
    /** @description `unavailable`: The gateway cannot work right now. Please try again in a moment. */
    'unavailable.page': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'unavailable'
        }
        'text/html': string
      }
    }
    /** @description `unreadable_image`: The picture is damaged and cannot be read. */
    'unreadable_image.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'unreadable_image'
        }
        'text/html': string
      }
    }
    /**
     * @description `job_not_found`: There is no job with this id.
     *
     *     `media_not_found`: There is no file at this link.
     */
    'job_not_found.media_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'job_not_found' | 'media_not_found'
        }
      }
    }
    /**
     * @description `not_signed_in`: Please sign in first.
     *
     *     `invalid_token`: This token is not valid.
     *
     *     `token_expired`: This token has expired.
     */
    'not_signed_in.invalid_token.token_expired.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_signed_in' | 'invalid_token' | 'token_expired'
        }
        'text/html': string
      }
    }
    /**
     * @description `forbidden`: Your role does not allow this.
     *
     *     `insufficient_scope`: This token was not made for this.
     */
    'forbidden.insufficient_scope.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'forbidden' | 'insufficient_scope'
        }
        'text/html': string
      }
    }
    /**
     * @description `job_not_found`: There is no job with this id.
     *
     *     `result_not_found`: There is no finished picture with this id.
     */
    'job_not_found.result_not_found.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'job_not_found' | 'result_not_found'
        }
        'text/html': string
      }
    }
    /** @description `gallery_not_found`: There is no gallery with this id. */
    'gallery_not_found.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_not_found'
        }
        'text/html': string
      }
    }
    /** @description `gallery_over`: This gallery has reached the end of its time. */
    'gallery_over.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_over'
        }
        'text/html': string
      }
    }
    /** @description `rate_limited`: Too many requests at once. Please try again in a moment. */
    'rate_limited.page': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'rate_limited'
        }
        'text/html': string
      }
    }
    /** @description `gallery_not_found`: There is no gallery with this id. */
    gallery_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_not_found'
        }
      }
    }
    /** @description `gallery_over`: This gallery has reached the end of its time. */
    gallery_over: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_over'
        }
      }
    }
    /** @description `rehearsal_busy`: Only one rehearsal can run at a time, and guests come first. */
    rehearsal_busy: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'rehearsal_busy'
        }
      }
    }
    /** @description `pix_job_not_found`: There is no pix.immo job with this id. */
    pix_job_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'pix_job_not_found'
        }
      }
    }
    /** @description `shoot_not_found`: There is no shoot with this id. */
    shoot_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'shoot_not_found'
        }
      }
    }
    /** @description `image_not_found`: There is no image with this id. */
    image_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'image_not_found'
        }
      }
    }
    /**
     * @description `image_not_found`: There is no image with this id.
     *
     *     `media_not_found`: There is no file at this link.
     */
    'image_not_found.media_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'image_not_found' | 'media_not_found'
        }
      }
    }
    /**
     * @description `image_not_found`: There is no image with this id.
     *
     *     `not_found`: There is nothing at this address.
     */
    'image_not_found.not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'image_not_found' | 'not_found'
        }
      }
    }
    /** @description `not_a_jpeg`: The file is not a JPEG picture. */
    not_a_jpeg: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_a_jpeg'
        }
      }
    }
    /**
     * @description `shoot_not_found`: There is no shoot with this id.
     *
     *     `not_found`: There is nothing at this address.
     *
     *     `image_not_found`: There is no image with this id.
     */
    'shoot_not_found.not_found.image_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'shoot_not_found' | 'not_found' | 'image_not_found'
        }
      }
    }
    /** @description `not_configured`: This has not been set up here. */
    not_configured: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'not_configured'
        }
      }
    }
    /**
     * @description `provider_error`: The picture service failed.
     *
     *     `provider_refused`: The picture service refused this photo.
     *
     *     `provider_no_image`: The picture service answered without a picture.
     */
    'provider_error.provider_refused.provider_no_image': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'provider_error' | 'provider_refused' | 'provider_no_image'
        }
      }
    }
    /**
     * @description `budget_exhausted`: The budget for these pictures is used up.
     *
     *     `slot_misconfigured`: This slot is not set up completely.
     *
     *     `unavailable`: The gateway cannot work right now. Please try again in a moment.
     */
    'budget_exhausted.slot_misconfigured.unavailable': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'budget_exhausted' | 'slot_misconfigured' | 'unavailable'
        }
      }
    }
    /** @description `provider_timeout`: The picture was not ready in time. */
    provider_timeout: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'provider_timeout'
        }
      }
    }
    /**
     * @description `gallery_not_found`: There is no gallery with this id.
     *
     *     `media_not_found`: There is no file at this link.
     */
    'gallery_not_found.media_not_found.page': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_not_found' | 'media_not_found'
        }
        'text/html': string
        'image/svg+xml': string
      }
    }
    /**
     * @description `gallery_not_ready`: This gallery has no draft that could be released yet.
     *
     *     `images_pending`: Images of this job are still being worked on.
     *
     *     `conflict`: Somebody else changed this in the meantime. Load it again and repeat your change.
     */
    'gallery_not_ready.images_pending.conflict': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_not_ready' | 'images_pending' | 'conflict'
        }
      }
    }
    /**
     * @description `pix_job_not_found`: There is no pix.immo job with this id.
     *
     *     `gallery_not_found`: There is no gallery with this id.
     */
    'pix_job_not_found.gallery_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'pix_job_not_found' | 'gallery_not_found'
        }
      }
    }
    /**
     * @description `pix_job_not_found`: There is no pix.immo job with this id.
     *
     *     `gallery_not_found`: There is no gallery with this id.
     *
     *     `media_not_found`: There is no file at this link.
     */
    'pix_job_not_found.gallery_not_found.media_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'pix_job_not_found' | 'gallery_not_found' | 'media_not_found'
        }
      }
    }
    /** @description `range_not_satisfiable`: The file has no such byte range. */
    range_not_satisfiable: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'range_not_satisfiable'
        }
      }
    }
    /** @description `target_not_found`: There is no export target with this id. */
    target_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'target_not_found'
        }
      }
    }
    /**
     * @description `pix_job_not_found`: There is no pix.immo job with this id.
     *
     *     `target_not_found`: There is no export target with this id.
     *
     *     `gallery_not_found`: There is no gallery with this id.
     */
    'pix_job_not_found.target_not_found.gallery_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'pix_job_not_found' | 'target_not_found' | 'gallery_not_found'
        }
      }
    }
    /** @description `gallery_not_released`: This gallery has not been released yet. */
    gallery_not_released: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'gallery_not_released'
        }
      }
    }
    /** @description `export_not_found`: There is no export with this id. */
    export_not_found: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'export_not_found'
        }
      }
    }
    /**
     * @description `export_not_found`: There is no export with this id.
     *
     *     `media_not_found`: There is no file at this link.
     */
    'export_not_found.media_not_found': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'export_not_found' | 'media_not_found'
        }
      }
    }
    /** @description `upload_timeout`: The photo did not arrive in time. */
    upload_timeout: {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'upload_timeout'
        }
      }
    }
    /**
     * @description `invalid_settings`: The settings are not valid.
     *
     *     `unreadable_image`: The picture is damaged and cannot be read.
     */
    'invalid_settings.unreadable_image': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_settings' | 'unreadable_image'
        }
      }
    }
    /**
     * @description `queue_full`: Too many photos are waiting. Please try again in a moment.
     *
     *     `slot_misconfigured`: This slot is not set up completely.
     *
     *     `unavailable`: The gateway cannot work right now. Please try again in a moment.
     */
    'queue_full.slot_misconfigured.unavailable': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'queue_full' | 'slot_misconfigured' | 'unavailable'
        }
      }
    }
    /** @description `invalid_password`: The password is wrong. */
    invalid_password: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'invalid_password'
        }
      }
    }
    /**
     * @description `slot_not_found`: There is no slot with this name.
     *
     *     `slot_disabled`: This slot is switched off.
     */
    'slot_not_found.slot_disabled': {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'slot_not_found' | 'slot_disabled'
        }
      }
    }
    /** @description `idempotency_conflict`: This Idempotency-Key was already used for another photo. */
    idempotency_conflict: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'idempotency_conflict'
        }
      }
    }
    /**
     * @description `queue_full`: Too many photos are waiting. Please try again in a moment.
     *
     *     `slot_misconfigured`: This slot is not set up completely.
     *
     *     `unavailable`: The gateway cannot work right now. Please try again in a moment.
     *
     *     `budget_exhausted`: The budget for these pictures is used up.
     *
     *     `cancelled`: The work on this photo was stopped.
     */
    'queue_full.slot_misconfigured.unavailable.budget_exhausted.cancelled': {
      headers: {
        /** @description Seconds after which it is worth another try. */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': components['schemas']['Failure'] & {
          /** @enum {unknown} */
          failure_reason?: 'queue_full' | 'slot_misconfigured' | 'unavailable' | 'budget_exhausted' | 'cancelled'
        }
      }
    }
  }
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  live: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            status: 'ok'
          }
        }
      }
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  ready: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ready' | 'stopping' | 'not ready'
            parts: {
              [key: string]: 'ok' | 'failing'
            }
          }
        }
      }
      500: components['responses']['internal_error']
      /** @description What was asked for. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ready' | 'stopping' | 'not ready'
            parts: {
              [key: string]: 'ok' | 'failing'
            }
          }
        }
      }
    }
  }
  readMetrics: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description In the text format of Prometheus. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  describeApi: {
    parameters: {
      query?: never
      header?: {
        'if-none-match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
      /** @description The caller has it already. */
      304: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content?: never
      }
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  signIn: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          email?: string
          username?: string
          password: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            email: string
            /** @enum {string} */
            role: 'viewer' | 'operator' | 'admin'
            must_change_password: boolean
            /** Format: date-time */
            expires_at: string
            access_token?: string
            /** @constant */
            token_type?: 'bearer'
            expires_in?: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['invalid_credentials']
      403: components['responses']['forbidden']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  signOut: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Signed out. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      403: components['responses']['forbidden']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  showMe: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            email: string
            /** @enum {string} */
            role: 'viewer' | 'operator' | 'admin'
            must_change_password: boolean
            /** Format: date-time */
            expires_at: string
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changeOwnPassword: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          current_password: string
          new_password: string
        }
      }
    }
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired.invalid_credentials']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listOwnSessions: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            sessions: {
              /** Format: uuid */
              id: string
              is_this: boolean
              client_address: string | null
              user_agent: string | null
              /** Format: date-time */
              created_at: string
              /** Format: date-time */
              last_used_at: string
              /** Format: date-time */
              expires_at: string
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  endOwnSession: {
    parameters: {
      query?: never
      header?: never
      path: {
        sessionId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPeople: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            people: {
              /** Format: uuid */
              id: string
              email: string
              /** @enum {string} */
              role: 'viewer' | 'operator' | 'admin'
              is_disabled: boolean
              must_change_password: boolean
              /** Format: date-time */
              created_at: string
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  addPerson: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** Format: email */
          email: string
          /** @enum {string} */
          role: 'viewer' | 'operator' | 'admin'
          password?: string
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            email: string
            /** @enum {string} */
            role: 'viewer' | 'operator' | 'admin'
            is_disabled: boolean
            must_change_password: boolean
            /** Format: date-time */
            created_at: string
            temporary_password: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  removePerson: {
    parameters: {
      query?: never
      header?: never
      path: {
        personId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changePerson: {
    parameters: {
      query?: never
      header?: never
      path: {
        personId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          role?: 'viewer' | 'operator' | 'admin'
          is_disabled?: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            email: string
            /** @enum {string} */
            role: 'viewer' | 'operator' | 'admin'
            is_disabled: boolean
            must_change_password: boolean
            /** Format: date-time */
            created_at: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  resetPassword: {
    parameters: {
      query?: never
      header?: never
      path: {
        personId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          password?: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            temporary_password: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listSessionsOf: {
    parameters: {
      query?: never
      header?: never
      path: {
        personId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            sessions: {
              /** Format: uuid */
              id: string
              is_this: boolean
              client_address: string | null
              user_agent: string | null
              /** Format: date-time */
              created_at: string
              /** Format: date-time */
              last_used_at: string
              /** Format: date-time */
              expires_at: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  signOutPerson: {
    parameters: {
      query?: never
      header?: never
      path: {
        personId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listTokens: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            tokens: {
              /** Format: uuid */
              id: string
              name: string
              scopes: string[]
              made_by: string
              /** Format: date-time */
              created_at: string
              /** Format: date-time */
              expires_at: string
              last_used_at: string | null
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createToken: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          name: string
          scopes: (
            | 'jobs:read'
            | 'jobs:write'
            | 'slots:read'
            | 'slots:write'
            | 'settings:read'
            | 'settings:write'
            | 'audit:read'
            | 'metrics:read'
            | 'pix:read'
            | 'pix:write'
          )[]
          expires_in_days: number
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            name: string
            scopes: string[]
            made_by: string
            /** Format: date-time */
            created_at: string
            /** Format: date-time */
            expires_at: string
            last_used_at: string | null
            token: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  revokeToken: {
    parameters: {
      query?: never
      header?: never
      path: {
        tokenId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listChanges: {
    parameters: {
      query?: {
        who?: string
        what?: string
        from?: string
        to?: string
        limit?: number
        cursor?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            changes: {
              id: number
              /** Format: date-time */
              at: string
              who: string
              what: string
              before: unknown
              after: unknown
            }[]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readSettings: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The settings. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            revision: number
            sync_seconds: number
            retention_hours: number
            ingest_password: {
              configured: boolean
              source: ('person' | 'environment' | 'generated') | null
              updated_at: string | null
            }
            public_base_url: string | null
            public_base_url_source: ('person' | 'environment') | null
            /** @enum {string} */
            locale: 'en' | 'de' | 'ru'
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changeSettings: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the revision that was changed. */
        'if-match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          sync_seconds?: number
          retention_hours?: number
          ingest_password?: string
          public_base_url?: string | null
          /** @enum {string} */
          locale?: 'en' | 'de' | 'ru'
        }
      }
    }
    responses: {
      /** @description The settings. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            revision: number
            sync_seconds: number
            retention_hours: number
            ingest_password: {
              configured: boolean
              source: ('person' | 'environment' | 'generated') | null
              updated_at: string | null
            }
            public_base_url: string | null
            public_base_url_source: ('person' | 'environment') | null
            /** @enum {string} */
            locale: 'en' | 'de' | 'ru'
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  checkAddress: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** Format: uri */
          address: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            outcome:
              | 'reached'
              | 'another_gateway'
              | 'something_else'
              | 'name_unknown'
              | 'refused'
              | 'timeout'
              | 'certificate'
              | 'unreachable'
            http_status: number | null
            milliseconds: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listProviderKeys: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            may_be_set: boolean
            keys: {
              provider: string
              source: ('database' | 'environment') | null
              ending: string | null
              changed_at: string | null
              is_unreadable: boolean
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  putProviderKey: {
    parameters: {
      query?: never
      header?: never
      path: {
        provider: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          key: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            may_be_set: boolean
            keys: {
              provider: string
              source: ('database' | 'environment') | null
              ending: string | null
              changed_at: string | null
              is_unreadable: boolean
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  removeProviderKey: {
    parameters: {
      query?: never
      header?: never
      path: {
        provider: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            may_be_set: boolean
            keys: {
              provider: string
              source: ('database' | 'environment') | null
              ending: string | null
              changed_at: string | null
              is_unreadable: boolean
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listSlots: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot'][]
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createSlot: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          id: string
          settings: components['schemas']['SlotSettings']
        }
      }
    }
    responses: {
      /** @description The slot. */
      201: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readSlot: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The slot. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  saveSlot: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['SlotSettings']
      }
    }
    responses: {
      /** @description The slot. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  removeSlot: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      409: components['responses']['slot_busy.conflict']
      413: components['responses']['payload_too_large']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listRevisions: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Revision'][]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readRevision: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
        revision: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found.not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  restoreRevision: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        slotId: string
        revision: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The slot. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found.not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  setSlotPassword: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          password: string | null
        }
      }
    }
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listProviders: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Provider'][]
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readSlotSchema: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            [key: string]: unknown
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  compareRevisions: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
        before: number
        after: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            field: string
            before?: unknown
            after?: unknown
          }[]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found.not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  duplicateSlot: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          id: string
          name: string
        }
      }
    }
    responses: {
      /** @description The slot. */
      201: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Slot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  exportSlot: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            kind: 'photochanger.slot'
            /** @constant */
            version: 1
            id: string
            /** Format: date-time */
            exported_at: string
            settings: {
              [key: string]: unknown
            }
            templates: {
              role: string
              sha256: string
              label: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['slot_misconfigured.unavailable']
    }
  }
  importSlot: {
    parameters: {
      query?: {
        id?: string
        dry_run?: string
      }
      header?: {
        /** @description The ETag of the revision that was changed. */
        'if-match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @constant */
          kind: 'photochanger.slot'
          /** @constant */
          version: 1
          id: string
          /** Format: date-time */
          exported_at: string
          settings: {
            [key: string]: unknown
          }
          templates: {
            role: string
            sha256: string
            label: string
          }[]
        }
      }
    }
    responses: {
      /** @description The slot. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            dry_run: boolean
            exists: boolean
            missing_templates: {
              role: string
              sha256: string
              label: string
            }[]
            problem: string | null
            problems: components['schemas']['Problem'][]
            changes: {
              field: string
              before?: unknown
              after?: unknown
            }[]
            slot: components['schemas']['Slot'] | null
          }
        }
      }
      /** @description The slot. */
      201: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            dry_run: boolean
            exists: boolean
            missing_templates: {
              role: string
              sha256: string
              label: string
            }[]
            problem: string | null
            problems: components['schemas']['Problem'][]
            changes: {
              field: string
              before?: unknown
              after?: unknown
            }[]
            slot: components['schemas']['Slot'] | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readSlotEffect: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Whose effect the slot has. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SlotEffect']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  takeSlotEffect: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description The slot whose effect it gets, as that slot is now. */
              from: string
            }
          | {
              /** @description The revision of this slot whose effect it gets back. */
              revision: number
            }
      }
    }
    responses: {
      /** @description Whose effect the slot has. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SlotEffect']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found.slot_disabled.not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['slot_misconfigured.unavailable']
    }
  }
  listTemplates: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Template'][]
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  addTemplate: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: Blob
          label?: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Template']
        }
      }
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Template']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      415: components['responses']['unsupported_media_type']
      422: components['responses']['unreadable_image']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
      507: components['responses']['storage_full']
    }
  }
  readTemplateFile: {
    parameters: {
      query?: never
      header?: never
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['slot_misconfigured.unavailable']
    }
  }
  removeTemplate: {
    parameters: {
      query?: never
      header?: never
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      409: components['responses']['template_in_use']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  renameTemplate: {
    parameters: {
      query?: never
      header?: never
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          label: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Template']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readTemplatePreview: {
    parameters: {
      query?: never
      header?: {
        'if-none-match'?: string
      }
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The preview. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'image/webp': Blob
        }
      }
      /** @description The one that is known. */
      304: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['slot_misconfigured.unavailable']
    }
  }
  listTemplateUses: {
    parameters: {
      query?: never
      header?: never
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            slot: string
            revision: number
            current: boolean
            roles: string[]
          }[]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  rebindTemplate: {
    parameters: {
      query?: never
      header?: never
      path: {
        templateId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** Format: uuid */
          to: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            slots: {
              id: string
              revision: number
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['template_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json':
            | {
                /** Format: uuid */
                job_id: string
                slot: string
                slot_revision: number
                source: string
                /** @enum {string} */
                status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                failure_reason: string | null
                late: boolean
                fallback: string | null
                received_at: string | null
                deadline_at: string | null
                finished_at: string | null
                expires_at: string | null
                retry_of: string | null
                picture: {
                  width: number
                  height: number
                } | null
                details: string | null
                problems: components['schemas']['Problem'][]
                client: {
                  address: string
                  fields: {
                    [key: string]: string
                  }
                  hash: string | null
                  hash_match: string | null
                }
                input: {
                  mime: string
                  bytes: number
                  sha256: string
                  width: number
                  height: number
                  deleted_at: string | null
                }
                has_photo: boolean
                result: {
                  key: string
                  mime: string
                  bytes: number
                  sha256: string
                  width: number
                  height: number
                  deleted_at: string | null
                } | null
                work_until_at: string | null
                started_at: string | null
                delivered_at: string | null
                epoch: number
                worker: string | null
                lease_until: string | null
                priority: number
                turn: number
                waiters: number
                ledger: unknown[]
                attempts: {
                  epoch: number
                  number: number
                  provider: string
                  operation: string
                  model: string | null
                  worker: string | null
                  started_at: string | null
                  milliseconds: number | null
                  outcome: string
                  link: number
                  resumed: boolean
                  kind: string | null
                  http_status: number | null
                  provider_request_id: string | null
                  billed: ('yes' | 'no' | 'unknown') | null
                  cost_usd: number | null
                  cost_basis: ('usage' | 'table') | null
                  price_date: string | null
                }[]
                deletion_receipts: {
                  what: string
                  slot: string
                  sha256: string
                  bytes: number
                  due_at: string | null
                  deleted_at: string | null
                }[]
              }
            | {
                /** Format: uuid */
                job_id: string
                deletion_receipts: {
                  what: string
                  slot: string
                  sha256: string
                  bytes: number
                  due_at: string | null
                  deleted_at: string | null
                }[]
              }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  cancelJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json':
            | {
                /** Format: uuid */
                job_id: string
                slot: string
                slot_revision: number
                source: string
                /** @enum {string} */
                status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                failure_reason: string | null
                late: boolean
                fallback: string | null
                received_at: string | null
                deadline_at: string | null
                finished_at: string | null
                expires_at: string | null
                retry_of: string | null
                picture: {
                  width: number
                  height: number
                } | null
                details: string | null
                problems: components['schemas']['Problem'][]
                client: {
                  address: string
                  fields: {
                    [key: string]: string
                  }
                  hash: string | null
                  hash_match: string | null
                }
                input: {
                  mime: string
                  bytes: number
                  sha256: string
                  width: number
                  height: number
                  deleted_at: string | null
                }
                has_photo: boolean
                result: {
                  key: string
                  mime: string
                  bytes: number
                  sha256: string
                  width: number
                  height: number
                  deleted_at: string | null
                } | null
                work_until_at: string | null
                started_at: string | null
                delivered_at: string | null
                epoch: number
                worker: string | null
                lease_until: string | null
                priority: number
                turn: number
                waiters: number
                ledger: unknown[]
                attempts: {
                  epoch: number
                  number: number
                  provider: string
                  operation: string
                  model: string | null
                  worker: string | null
                  started_at: string | null
                  milliseconds: number | null
                  outcome: string
                  link: number
                  resumed: boolean
                  kind: string | null
                  http_status: number | null
                  provider_request_id: string | null
                  billed: ('yes' | 'no' | 'unknown') | null
                  cost_usd: number | null
                  cost_basis: ('usage' | 'table') | null
                  price_date: string | null
                }[]
                deletion_receipts: {
                  what: string
                  slot: string
                  sha256: string
                  bytes: number
                  due_at: string | null
                  deleted_at: string | null
                }[]
              }
            | {
                /** Format: uuid */
                job_id: string
                deletion_receipts: {
                  what: string
                  slot: string
                  sha256: string
                  bytes: number
                  due_at: string | null
                  deleted_at: string | null
                }[]
              }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  watchJobs: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Server-sent events, each named for the new status; `gap`: read the list again. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/event-stream': string
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readOverview: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            slots: {
              id: string
              name: string
              /** @enum {string} */
              state: 'ready' | 'slow' | 'degraded' | 'misconfigured' | 'closed' | 'off'
              details: string | null
              problems: components['schemas']['Problem'][]
              ingest_path: string
              in_flight: number
              last_hour: {
                ended: number
                done: number
                success_rate: number | null
              }
              troubled: number
              last_result: {
                /** Format: uuid */
                job_id: string
                /** Format: date-time */
                finished_at: string
                late: boolean
                fallback: string | null
                width: number
                height: number
                preview_path: string
              } | null
            }[]
            warnings: (
              | {
                  /** @constant */
                  kind: 'queue_paused'
                  /** Format: date-time */
                  at: string
                  by: string
                }
              | {
                  /** @constant */
                  kind: 'provider_down'
                  provider: string
                  model: string
                  until: string | null
                  slots: string[]
                }
              | {
                  /** @constant */
                  kind: 'provider_without_key'
                  provider: string
                  slots: string[]
                }
              | {
                  /** @constant */
                  kind: 'budget_near'
                  scope: string
                  /** @enum {string} */
                  period: 'daily' | 'monthly'
                  percent: number
                }
              | {
                  /** @constant */
                  kind: 'model_ending'
                  provider: string
                  model: string
                  days_left: number
                  replaced_by: string | null
                  slots: string[]
                }
              | {
                  /** @constant */
                  kind: 'mails_failed'
                  mails: number
                }
              | {
                  /** @constant */
                  kind: 'pix_images_waiting'
                  images: number
                  minutes: number
                }
              | {
                  /** @constant */
                  kind: 'storage_low'
                  free_bytes: number
                  total_bytes: number
                }
            )[]
            pulse_minutes: number
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readQueue: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            pending: number
            processing: number
            oldest_wait_seconds: number
            paused: {
              /** Format: date-time */
              at: string
              by: string
            } | null
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readQueueHistory: {
    parameters: {
      query?: {
        minutes?: number
        points?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            points: {
              /** Format: date-time */
              at: string
              waiting: number
              working: number
              received: number
              done: number
              failed: number
              timeout: number
              wait_p95_ms: number | null
              own_overhead_p50_ms: number | null
              provider_p50_ms: number | null
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  pauseQueue: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            pending: number
            processing: number
            oldest_wait_seconds: number
            paused: {
              /** Format: date-time */
              at: string
              by: string
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  resumeQueue: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            pending: number
            processing: number
            oldest_wait_seconds: number
            paused: {
              /** Format: date-time */
              at: string
              by: string
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listCleanerRuns: {
    parameters: {
      query?: {
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            runs: {
              started_at: string | null
              milliseconds: number
              dry_run: boolean
              removed: {
                [key: string]: number
              }
              bytes: number
              errors: string[]
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  runCleaner: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          dry_run: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            started_at: string | null
            milliseconds: number
            dry_run: boolean
            removed: {
              [key: string]: number
            }
            bytes: number
            errors: string[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listJobs: {
    parameters: {
      query?: {
        slot?: string | string[]
        status?:
          | ('pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled')
          | ('pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled')[]
        reason?: string | string[]
        provider?: string
        source?: ('ingest' | 'test_run' | 'render' | 'retry') | ('ingest' | 'test_run' | 'render' | 'retry')[]
        from?: string
        to?: string
        text?: string
        limit?: number
        cursor?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            jobs: {
              /** Format: uuid */
              job_id: string
              slot: string
              slot_revision: number
              source: string
              /** @enum {string} */
              status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
              failure_reason: string | null
              late: boolean
              fallback: string | null
              received_at: string | null
              deadline_at: string | null
              finished_at: string | null
              expires_at: string | null
              retry_of: string | null
              picture: {
                width: number
                height: number
              } | null
            }[]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  downloadJobs: {
    parameters: {
      query?: {
        slot?: string | string[]
        status?:
          | ('pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled')
          | ('pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled')[]
        reason?: string | string[]
        provider?: string
        source?: ('ingest' | 'test_run' | 'render' | 'retry') | ('ingest' | 'test_run' | 'render' | 'retry')[]
        from?: string
        to?: string
        text?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The table. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'text/csv': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  retryJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            job_id: string
            /** Format: uuid */
            retry_of: string
            /** @constant */
            status: 'pending'
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found.slot_not_found.slot_disabled']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['queue_full.unavailable']
      507: components['responses']['storage_full']
    }
  }
  deleteResult: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            job_id: string
            /** @constant */
            result: 'deleted'
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found.result_not_found']
      409: components['responses']['conflict']
      410: components['responses']['result_expired']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  downloadResults: {
    parameters: {
      query?: {
        from?: string
        to?: string
      }
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/zip': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found.result_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  downloadChosenResults: {
    parameters: {
      query: {
        jobs: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/zip': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readStatistics: {
    parameters: {
      query?: {
        slot?: string
        window?: '1h' | '24h' | '72h'
        days?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: date-time */
            from: string
            /** Format: date-time */
            until: string
            whole: {
              jobs: number
              in_flight: number
              done: number
              failed: number
              timeout: number
              cancelled: number
              fallback: number
              late: number
              refused: number
              failure_reasons: {
                [key: string]: number
              }
              refusal_reasons: {
                [key: string]: number
              }
              success_rate: number | null
              timeout_rate: number | null
              refusal_rate: number | null
              own_overhead_ms: {
                p50: number | null
                p95: number | null
              }
              provider_ms: {
                p50: number | null
                p95: number | null
              }
              cost_usd: number
            }
            slots: {
              jobs: number
              in_flight: number
              done: number
              failed: number
              timeout: number
              cancelled: number
              fallback: number
              late: number
              refused: number
              failure_reasons: {
                [key: string]: number
              }
              refusal_reasons: {
                [key: string]: number
              }
              success_rate: number | null
              timeout_rate: number | null
              refusal_rate: number | null
              own_overhead_ms: {
                p50: number | null
                p95: number | null
              }
              provider_ms: {
                p50: number | null
                p95: number | null
              }
              cost_usd: number
              slot: string
            }[]
            by_day:
              | {
                  jobs: number
                  in_flight: number
                  done: number
                  failed: number
                  timeout: number
                  cancelled: number
                  fallback: number
                  late: number
                  refused: number
                  failure_reasons: {
                    [key: string]: number
                  }
                  refusal_reasons: {
                    [key: string]: number
                  }
                  success_rate: number | null
                  timeout_rate: number | null
                  refusal_rate: number | null
                  own_overhead_ms: {
                    p50: number | null
                    p95: number | null
                  }
                  provider_ms: {
                    p50: number | null
                    p95: number | null
                  }
                  cost_usd: number
                  /** Format: date */
                  day: string
                }[]
              | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readProviderStatus: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            providers: {
              name: string
              is_local: boolean
              is_set_up: boolean
              operations: string[]
              limits: {
                most_concurrent: number | null
                most_per_minute: number | null
                daily_budget_usd: number | null
                monthly_budget_usd: number | null
              }
              spent: {
                today_usd: number
                month_usd: number
              }
              circuits: {
                model: string
                is_open: boolean
                open_until: string | null
                failures: number
                reason: string | null
              }[]
              models: {
                id: string
                label: string
                operations: string[]
                shutdown_on: string | null
                replaced_by: string | null
                typical_seconds: {
                  p50: number
                  p95: number
                }
                price_usd: number | null
                price_per: string
                price_date: string
              }[]
            }[]
            ending: {
              provider: string
              model: string
              shutdown_on: string
              days_left: number
              replaced_by: string | null
              slots: string[]
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changeProviderLimits: {
    parameters: {
      query?: never
      header?: never
      path: {
        provider: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          most_concurrent: number | null
          most_per_minute: number | null
          daily_budget_usd: number | null
          monthly_budget_usd: number | null
        }
      }
    }
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  testProvider: {
    parameters: {
      query?: never
      header?: never
      path: {
        provider: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            is_fine: boolean
            says: string
            remark: components['schemas']['Remark'] | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listWebhooks: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            webhooks: {
              /** Format: uuid */
              id: string
              url: string
              label: string
              events: string[]
              enabled: boolean
              disabled_because: string | null
              previous_secret_until: string | null
              created_at: string | null
              changed_at: string | null
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createWebhook: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          url: string
          label: string
          events: ('job.done' | 'job.failed' | 'job.late' | 'slot.degraded' | 'budget.near')[]
          enabled: boolean
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            url: string
            label: string
            events: string[]
            enabled: boolean
            disabled_because: string | null
            previous_secret_until: string | null
            created_at: string | null
            changed_at: string | null
            secret: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            url: string
            label: string
            events: string[]
            enabled: boolean
            disabled_because: string | null
            previous_secret_until: string | null
            created_at: string | null
            changed_at: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  removeWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changeWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          url?: string
          label?: string
          events?: ('job.done' | 'job.failed' | 'job.late' | 'slot.degraded' | 'budget.near')[]
          enabled?: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            url: string
            label: string
            events: string[]
            enabled: boolean
            disabled_because: string | null
            previous_secret_until: string | null
            created_at: string | null
            changed_at: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  rotateWebhookSecret: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            url: string
            label: string
            events: string[]
            enabled: boolean
            disabled_because: string | null
            previous_secret_until: string | null
            created_at: string | null
            changed_at: string | null
            secret: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  testWebhook: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            webhook_id: string
            type: string
            /** @enum {string} */
            status: 'pending' | 'delivered' | 'failed'
            happened_at: string | null
            attempts: number
            next_at: string | null
            last_attempt_at: string | null
            last_milliseconds: number | null
            http_status: number | null
            error: string | null
            remark: components['schemas']['Remark'] | null
            delivered_at: string | null
            data: {
              [key: string]: unknown
            }
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listDeliveries: {
    parameters: {
      query?: {
        status?: 'pending' | 'delivered' | 'failed'
        limit?: number
        cursor?: string
      }
      header?: never
      path: {
        webhookId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            deliveries: {
              /** Format: uuid */
              id: string
              webhook_id: string
              type: string
              /** @enum {string} */
              status: 'pending' | 'delivered' | 'failed'
              happened_at: string | null
              attempts: number
              next_at: string | null
              last_attempt_at: string | null
              last_milliseconds: number | null
              http_status: number | null
              error: string | null
              remark: components['schemas']['Remark'] | null
              delivered_at: string | null
              data: {
                [key: string]: unknown
              }
            }[]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  replayDelivery: {
    parameters: {
      query?: never
      header?: never
      path: {
        webhookId: string
        deliveryId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            webhook_id: string
            type: string
            /** @enum {string} */
            status: 'pending' | 'delivered' | 'failed'
            happened_at: string | null
            attempts: number
            next_at: string | null
            last_attempt_at: string | null
            last_milliseconds: number | null
            http_status: number | null
            error: string | null
            remark: components['schemas']['Remark'] | null
            delivered_at: string | null
            data: {
              [key: string]: unknown
            }
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  hearFal: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Heard. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  hearTurbotext: {
    parameters: {
      query?: never
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Heard. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  examineSlot: {
    parameters: {
      query?: never
      header?: never
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            slot: string
            requests: {
              request_id: string
              method: string
              path: string
              query_names: string[]
              http_version: string
              client_address: string
              headers: {
                name: string
                value: string
              }[]
              content_length: number | null
              body_bytes: number | null
              parts: {
                name: string | null
                file_name: string | null
                headers: string[]
                bytes: number
                value: string | null
              }[]
              status: number | null
              failure_reason: string | null
              job_id: string | null
              milliseconds: number
              findings: string[]
              /** @default [] */
              remarks: components['schemas']['Remark'][]
              verdict: string
              /** Format: date-time */
              at: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listRefusals: {
    parameters: {
      query?: {
        slot?: string
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            refusals: {
              /** Format: date-time */
              at: string
              slot: string
              failure_reason: string
              details: string
              problems: components['schemas']['Problem'][]
              client_address: string
              request_id: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readLentFile: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
        }
      }
      400: components['responses']['invalid_request']
      404: components['responses']['media_not_found']
      410: components['responses']['media_expired']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readSignedFile: {
    parameters: {
      query: {
        key: string
        expires: string
        signature: string
        type?: string
        filename?: string
        bytes?: string
        sha256?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          '*/*': Blob
        }
      }
      400: components['responses']['invalid_request']
      404: components['responses']['media_not_found']
      410: components['responses']['media_expired']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  writeSignedFile: {
    parameters: {
      query: {
        key: string
        expires: string
        signature: string
        type?: string
        filename?: string
        bytes?: string
        sha256?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        '*/*': Blob
      }
    }
    responses: {
      /** @description It is there. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      404: components['responses']['media_not_found']
      410: components['responses']['media_expired']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
      507: components['responses']['storage_full']
    }
  }
  readResult: {
    parameters: {
      query?: never
      header?: {
        'if-none-match'?: string
        range?: string
        'if-range'?: string
      }
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
        }
      }
      /** @description A part. */
      206: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          /** @description Which bytes these are. */
          'Content-Range'?: string
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
        }
      }
      /** @description Where the picture is, for a while. */
      302: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The one that is known. */
      304: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['result_not_found.page']
      410: components['responses']['result_expired.page']
      416: components['responses']['range_not_satisfiable.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readResultPreview: {
    parameters: {
      query?: never
      header?: {
        'if-none-match'?: string
      }
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The preview. */
      200: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content: {
          'image/webp': Blob
        }
      }
      /** @description The one that is known. */
      304: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['result_not_found.page']
      410: components['responses']['result_expired.page']
      422: components['responses']['unreadable_image.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readResultQrCode: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The code. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/svg+xml': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['result_not_found.page']
      410: components['responses']['result_expired.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  showResult: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      /** @description The picture is being made. */
      202: {
        headers: {
          /** @description The browser looks again after so many seconds. */
          Refresh?: string
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['result_not_found.page']
      410: components['responses']['result_expired.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readJobPhoto: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The photo. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/jpeg': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found.media_not_found']
      410: components['responses']['media_expired']
      422: components['responses']['unreadable_image']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readJobPhotoPreview: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The photo. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/webp': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found.media_not_found']
      410: components['responses']['media_expired']
      422: components['responses']['unreadable_image']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  printJob: {
    parameters: {
      query?: {
        paper?: '10x15' | '13x18' | 'a4'
        fit?: 'fill' | 'whole'
        layout?: 'each' | 'contact'
      }
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page to print. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      401: components['responses']['not_signed_in.invalid_token.token_expired.page']
      403: components['responses']['forbidden.insufficient_scope.page']
      404: components['responses']['job_not_found.result_not_found.page']
      410: components['responses']['result_expired.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  printJobs: {
    parameters: {
      query: {
        jobs: string
        paper?: '10x15' | '13x18' | 'a4'
        fit?: 'fill' | 'whole'
        layout?: 'each' | 'contact'
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page to print. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      401: components['responses']['not_signed_in.invalid_token.token_expired.page']
      403: components['responses']['forbidden.insufficient_scope.page']
      404: components['responses']['job_not_found.result_not_found.page']
      410: components['responses']['result_expired.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readGallery: {
    parameters: {
      query?: {
        limit?: number
        cursor?: string
      }
      header?: never
      path: {
        galleryId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            title: string
            /** Format: date-time */
            started_at: string
            /** Format: date-time */
            ends_at: string
            results: {
              /** Format: uuid */
              job_id: string
              /** Format: date-time */
              received_at: string
              width: number
              height: number
              result_url: string
              preview_url: string
              page_url: string
            }[]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      410: components['responses']['gallery_over.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  showGallery: {
    parameters: {
      query?: {
        limit?: number
        cursor?: string
      }
      header?: never
      path: {
        galleryId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      410: components['responses']['gallery_over.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readGalleryQrCode: {
    parameters: {
      query?: never
      header?: never
      path: {
        galleryId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The code. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/svg+xml': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      410: components['responses']['gallery_over.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  listGalleries: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            title: string
            slots: string[]
            page_url: string
            /** Format: date-time */
            started_at: string
            /** Format: date-time */
            ends_at: string
            stopped_at: string | null
            is_live: boolean
            created_by: string
          }[]
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  openGallery: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          title: string
          slots: string[]
          minutes: number
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            title: string
            slots: string[]
            page_url: string
            /** Format: date-time */
            started_at: string
            /** Format: date-time */
            ends_at: string
            stopped_at: string | null
            is_live: boolean
            created_by: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  stopGallery: {
    parameters: {
      query?: never
      header?: never
      path: {
        galleryId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            title: string
            slots: string[]
            page_url: string
            /** Format: date-time */
            started_at: string
            /** Format: date-time */
            ends_at: string
            stopped_at: string | null
            is_live: boolean
            created_by: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['gallery_not_found']
      410: components['responses']['gallery_over']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPublicJob: {
    parameters: {
      query?: {
        wait?: number
      }
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicJob']
        }
      }
      400: components['responses']['invalid_request']
      404: components['responses']['job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  watchPublicJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Server-sent events, each named for the new status. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/event-stream': string
        }
      }
      400: components['responses']['invalid_request']
      404: components['responses']['job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listRehearsals: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            rehearsals: {
              /** Format: uuid */
              id: string
              /** @enum {string} */
              state: 'running' | 'finished' | 'stopped' | 'broken'
              /** @enum {string} */
              mode: 'stand_in' | 'real'
              started_by: string
              /** Format: date-time */
              started_at: string
              ended_at: string | null
              ended_because: ('person' | 'guests' | 'max_cost' | 'gateway_stopped' | 'broke') | null
              verdict: ('go' | 'no_go') | null
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  startRehearsal: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          slots: {
            slot: string
            booths: number
            shots_per_minute: number
          }[]
          minutes: number
          /** @default 1 */
          event_hours?: number
          /** @enum {string} */
          mode: 'stand_in' | 'real'
          max_cost_usd?: number
          /** @default 12 */
          photo_megapixels?: number
          /** @default 1 */
          seed?: number
        }
      }
    }
    responses: {
      /** @description It has begun. */
      202: {
        headers: {
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            state: 'running' | 'finished' | 'stopped' | 'broken'
            /** @enum {string} */
            mode: 'stand_in' | 'real'
            started_by: string
            /** Format: date-time */
            started_at: string
            ended_at: string | null
            ended_because: ('person' | 'guests' | 'max_cost' | 'gateway_stopped' | 'broke') | null
            verdict: ('go' | 'no_go') | null
            plan: unknown
            progress: {
              seconds: number
              shots: number
              answered_in_time: number
              open: number
            } | null
            report: {
              /** @enum {string} */
              verdict: 'go' | 'no_go'
              reasons: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              }[]
              weakest: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              } | null
              figures: {
                shots: number
                answered_in_time: number
                timeouts: number
                failed: number
                refused: number
                reasons: {
                  [key: string]: number
                }
                held_back: number
                by_fallback: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                own_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                worker_wait_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
              }
              slots: {
                slot: string
                window_seconds: number
                shots: number
                answered_in_time: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                usd_per_shot: number
                forecast_hour_usd: number
              }[]
              services: {
                service: string
                calls: number
                failed: number
                milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                wait_p95_milliseconds: number | null
                /** @enum {string} */
                source: 'measured' | 'catalogue' | 'assumed' | 'no_key' | 'called'
                warm_up_milliseconds: number[]
              }[]
              cost: {
                rehearsal_usd: number
                forecast_hour_usd: number
                forecast_event_usd: number
                unpriced: string[]
              }
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      409: components['responses']['rehearsal_busy']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['slot_misconfigured.unavailable']
    }
  }
  readRehearsal: {
    parameters: {
      query?: never
      header?: never
      path: {
        rehearsalId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            state: 'running' | 'finished' | 'stopped' | 'broken'
            /** @enum {string} */
            mode: 'stand_in' | 'real'
            started_by: string
            /** Format: date-time */
            started_at: string
            ended_at: string | null
            ended_because: ('person' | 'guests' | 'max_cost' | 'gateway_stopped' | 'broke') | null
            verdict: ('go' | 'no_go') | null
            plan: unknown
            progress: {
              seconds: number
              shots: number
              answered_in_time: number
              open: number
            } | null
            report: {
              /** @enum {string} */
              verdict: 'go' | 'no_go'
              reasons: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              }[]
              weakest: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              } | null
              figures: {
                shots: number
                answered_in_time: number
                timeouts: number
                failed: number
                refused: number
                reasons: {
                  [key: string]: number
                }
                held_back: number
                by_fallback: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                own_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                worker_wait_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
              }
              slots: {
                slot: string
                window_seconds: number
                shots: number
                answered_in_time: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                usd_per_shot: number
                forecast_hour_usd: number
              }[]
              services: {
                service: string
                calls: number
                failed: number
                milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                wait_p95_milliseconds: number | null
                /** @enum {string} */
                source: 'measured' | 'catalogue' | 'assumed' | 'no_key' | 'called'
                warm_up_milliseconds: number[]
              }[]
              cost: {
                rehearsal_usd: number
                forecast_hour_usd: number
                forecast_event_usd: number
                unpriced: string[]
              }
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  stopRehearsal: {
    parameters: {
      query?: never
      header?: never
      path: {
        rehearsalId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It ends. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            state: 'running' | 'finished' | 'stopped' | 'broken'
            /** @enum {string} */
            mode: 'stand_in' | 'real'
            started_by: string
            /** Format: date-time */
            started_at: string
            ended_at: string | null
            ended_because: ('person' | 'guests' | 'max_cost' | 'gateway_stopped' | 'broke') | null
            verdict: ('go' | 'no_go') | null
            plan: unknown
            progress: {
              seconds: number
              shots: number
              answered_in_time: number
              open: number
            } | null
            report: {
              /** @enum {string} */
              verdict: 'go' | 'no_go'
              reasons: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              }[]
              weakest: {
                /** @enum {string} */
                link:
                  | 'provider'
                  | 'rate_limit'
                  | 'concurrency_limit'
                  | 'workers'
                  | 'slot_limit'
                  | 'queue_capacity'
                  | 'budget'
                  | 'disk'
                  | 'slot_settings'
                  | 'gateway'
                  | 'nothing_played'
                slot: string | null
                service: string | null
                shots: number
                says: string
                advice: string
                remark?: components['schemas']['Remark']
                advice_remarks?: components['schemas']['Remark'][]
              } | null
              figures: {
                shots: number
                answered_in_time: number
                timeouts: number
                failed: number
                refused: number
                reasons: {
                  [key: string]: number
                }
                held_back: number
                by_fallback: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                own_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                worker_wait_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
              }
              slots: {
                slot: string
                window_seconds: number
                shots: number
                answered_in_time: number
                answer_milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                usd_per_shot: number
                forecast_hour_usd: number
              }[]
              services: {
                service: string
                calls: number
                failed: number
                milliseconds: {
                  p50: number | null
                  p95: number | null
                  max: number | null
                }
                wait_p95_milliseconds: number | null
                /** @enum {string} */
                source: 'measured' | 'catalogue' | 'assumed' | 'no_key' | 'called'
                warm_up_milliseconds: number[]
              }[]
              cost: {
                rehearsal_usd: number
                forecast_hour_usd: number
                forecast_event_usd: number
                unpriced: string[]
              }
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixJobs: {
    parameters: {
      query?: {
        status?: 'open' | 'closed'
        text?: string
        limit?: number
        cursor?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            jobs: components['schemas']['PixJob'][]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createPixJob: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          customer_id?: string | null
          customer_name?: string | null
          customer_email?: string | null
          photographer_id?: string | null
          order_id?: string | null
          /**
           * @description Of its texts and of what its customer is told.
           * @enum {string}
           */
          locale?: 'de' | 'en'
          /** @description What the property is called. */
          property_label?: string | null
          /** @description Never leaves for a service. */
          address?: {
            [key: string]: string
          } | null
          /** @description What exports need and pictures do not tell. */
          property?: {
            [key: string]: string | number | boolean | null
          }
          /** @description What other systems call it. */
          external_ids?: {
            [key: string]: string
          }
          /** @description Made up where none is given. */
          id?: string
          job_number?: string
          /** @description The one that it begins with. */
          shoot?: {
            shoot_code?: string
            photographer_id?: string | null
            /** @enum {string} */
            status?:
              | 'initialized'
              | 'uploading'
              | 'intake_complete'
              | 'handoff_generated'
              | 'editor_returned'
              | 'processing'
            id?: string
            /** @enum {string} */
            source?: 'dslr' | 'mobile' | 'upload'
          }
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            id: string
            job_number: string
            /** @enum {string} */
            status: 'open' | 'closed'
            closed_at: string | null
            customer_id: string | null
            customer_name: string | null
            customer_email: string | null
            photographer_id: string | null
            order_id: string | null
            /** @enum {string} */
            locale: 'de' | 'en'
            property_label: string | null
            address: {
              [key: string]: string
            } | null
            property: {
              [key: string]: unknown
            }
            external_ids: {
              [key: string]: string
            }
            /** @enum {string} */
            gallery_status: 'none' | 'draft_ready'
            /** @enum {string} */
            gallery_visibility: 'internal' | 'customer'
            gallery_revision: number
            draft_ready_at: string | null
            released_at: string | null
            /** Format: date-time */
            created_at: string
            /** @description How many of its images are what. */
            images: {
              registered: number
              pending: number
              processed: number
              error: number
              excluded: number
              usable: number
            }
            shoots: components['schemas']['PixShoot'][]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
      507: components['responses']['storage_full']
    }
  }
  readPixJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            id: string
            job_number: string
            /** @enum {string} */
            status: 'open' | 'closed'
            closed_at: string | null
            customer_id: string | null
            customer_name: string | null
            customer_email: string | null
            photographer_id: string | null
            order_id: string | null
            /** @enum {string} */
            locale: 'de' | 'en'
            property_label: string | null
            address: {
              [key: string]: string
            } | null
            property: {
              [key: string]: unknown
            }
            external_ids: {
              [key: string]: string
            }
            /** @enum {string} */
            gallery_status: 'none' | 'draft_ready'
            /** @enum {string} */
            gallery_visibility: 'internal' | 'customer'
            gallery_revision: number
            draft_ready_at: string | null
            released_at: string | null
            /** Format: date-time */
            created_at: string
            /** @description How many of its images are what. */
            images: {
              registered: number
              pending: number
              processed: number
              error: number
              excluded: number
              usable: number
            }
            shoots: components['schemas']['PixShoot'][]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changePixJob: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          customer_id?: string | null
          customer_name?: string | null
          customer_email?: string | null
          photographer_id?: string | null
          order_id?: string | null
          /**
           * @description Of its texts and of what its customer is told.
           * @enum {string}
           */
          locale?: 'de' | 'en'
          /** @description What the property is called. */
          property_label?: string | null
          /** @description Never leaves for a service. */
          address?: {
            [key: string]: string
          } | null
          /** @description What exports need and pictures do not tell. */
          property?: {
            [key: string]: string | number | boolean | null
          }
          /** @description What other systems call it. */
          external_ids?: {
            [key: string]: string
          }
          /** @enum {string} */
          status?: 'open' | 'closed'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixJob']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixShoots: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            shoots: components['schemas']['PixShoot'][]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createPixShoot: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    /** @description Its id and its code are made up where none is given. */
    requestBody: {
      content: {
        'application/json': {
          shoot_code?: string
          photographer_id?: string | null
          /** @enum {string} */
          status?:
            | 'initialized'
            | 'uploading'
            | 'intake_complete'
            | 'handoff_generated'
            | 'editor_returned'
            | 'processing'
          id?: string
          /** @enum {string} */
          source?: 'dslr' | 'mobile' | 'upload'
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixShoot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixShoot: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixShoot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changePixShoot: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          shoot_code?: string
          photographer_id?: string | null
          /** @enum {string} */
          status?:
            | 'initialized'
            | 'uploading'
            | 'intake_complete'
            | 'handoff_generated'
            | 'editor_returned'
            | 'processing'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixShoot']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixImages: {
    parameters: {
      query?: {
        status?: 'pending_processing' | 'processing' | 'processed' | 'error'
        shoot?: string
        excluded?: 'true' | 'false'
        /** @description Part of the name of its file. */
        text?: string
        limit?: number
        cursor?: string
      }
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            images: components['schemas']['PixImage'][]
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            image_id: string
            job_id: string
            shoot_id: string
            shoot_code: string | null
            filename: string
            storage_path: string
            /** @enum {string} */
            source: 'editor' | 'manual'
            origin: {
              [key: string]: unknown
            } | null
            /** @enum {string} */
            status: 'pending_processing' | 'processing' | 'processed' | 'error'
            error_code: string | null
            /** @description Technical. */
            error_message: string | null
            revision: number
            sha256: string
            bytes: number
            width: number | null
            height: number | null
            captured_at: string | null
            room_type: string | null
            room_source: ('filename' | 'vision' | 'manual') | null
            view_type: string | null
            ready_for_vision: boolean
            vision_done: boolean
            gpt_done: boolean
            has_edits: boolean
            best_version: string
            cleanup_possible: boolean
            /** @enum {string} */
            privacy_status: 'unchecked' | 'clear' | 'flagged' | 'cleared_by_admin'
            /** @description Belongs in the gallery. */
            usable: boolean
            excluded_at: string | null
            /** @description `final_input`: its file was taken out of there. */
            excluded_by: string | null
            /** Format: date-time */
            registered_at: string
            processed_at: string | null
            versions: {
              /** @description `hr`, `hr.r1` (replaced by a later delivery), `master`, `thumb`, `clean_v1` … */
              kind: string
              revision: number
              storage_key: string
              sha256: string
              bytes: number
              width: number | null
              height: number | null
              derived_from: string | null
              /** Format: date-time */
              created_at: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  changePixImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          room_type:
            | 'living_room'
            | 'living_kitchen'
            | 'studio'
            | 'conservatory'
            | 'kitchen'
            | 'dining_room'
            | 'bedroom'
            | 'children_room'
            | 'guest_room'
            | 'office'
            | 'fitness_room'
            | 'hallway'
            | 'corridor'
            | 'stairs'
            | 'bathroom'
            | 'guest_wc'
            | 'built_in_closet'
            | 'closet'
            | 'walk_in_closet'
            | 'storage'
            | 'pantry'
            | 'utility_room'
            | 'laundry_room'
            | 'basement'
            | 'attic'
            | 'balcony'
            | 'terrace'
            | 'roof_terrace'
            | 'courtyard'
            | 'garden'
            | 'driveway'
            | 'garage'
            | 'carport'
            | 'outbuilding'
            | 'exterior'
            | 'street'
            | 'floor_plan'
            | 'site_plan'
            | 'undefined_space'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixImage']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixImageFile: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
        kind: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found.media_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  excludePixImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixImage']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  includePixImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixImage']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  retryPixImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixImage']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixFindings: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixFindings']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  decidePixPrivacy: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          decision: 'clear' | 'flag'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PixImage']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  decidePixCleanup: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
        candidateId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          state: 'open' | 'dismissed'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            id: string
            label: string
            /** @description x, y, width, height */
            box: [number, number, number, number]
            score: number | null
            source: string
            suggested_prompt: string | null
            /** @enum {string} */
            state: 'open' | 'removed' | 'dismissed'
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found.not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listEditorTokens: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            tokens: {
              /** Format: uuid */
              id: string
              shoot_id: string
              /** @enum {string} */
              direction: 'download' | 'upload'
              label: string
              created_by: string
              /** Format: date-time */
              created_at: string
              /** Format: date-time */
              expires_at: string
              revoked_at: string | null
              /** @description True to the minute. */
              used_at: string | null
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createEditorToken: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          direction: 'download' | 'upload'
          label: string
          /** @default 36 */
          hours?: number
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            shoot_id: string
            /** @enum {string} */
            direction: 'download' | 'upload'
            label: string
            created_by: string
            /** Format: date-time */
            created_at: string
            /** Format: date-time */
            expires_at: string
            revoked_at: string | null
            /** @description True to the minute. */
            used_at: string | null
            token: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  revokeEditorToken: {
    parameters: {
      query?: never
      header?: never
      path: {
        tokenId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It opens nothing any more. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  returnPictures: {
    parameters: {
      query?: {
        filename?: string
      }
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: Blob
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            shoot_id: string
            files: {
              filename: string
              /** @enum {string} */
              outcome: 'accepted' | 'duplicate' | 'rejected'
              image_id: string | null
              revision: number | null
              /** @description Why it was not taken, as `failure_reason` would say. */
              reason: string | null
              details: string | null
              problems: components['schemas']['Problem'][]
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      415: components['responses']['not_a_jpeg']
      422: components['responses']['unreadable_image']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
      507: components['responses']['storage_full']
    }
  }
  beginUpload: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          filename: string
          bytes: number
          sha256: string
        }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            upload_id: string
            /** @constant */
            method: 'PUT'
            /** @description Relative to this gateway, or elsewhere. */
            address: string
            /** @description To be sent as they are. */
            headers: {
              [key: string]: string
            }
            /** @description So long it may be used. */
            seconds: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      413: components['responses']['payload_too_large']
      415: components['responses']['not_a_jpeg']
      422: components['responses']['invalid_settings']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  finalizeUpload: {
    parameters: {
      query?: never
      header?: never
      path: {
        shootId: string
        uploadId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            outcome: 'accepted' | 'duplicate'
            /** Format: uuid */
            image_id: string
            revision: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found.not_found.image_not_found']
      409: components['responses']['conflict']
      410: components['responses']['media_expired']
      413: components['responses']['payload_too_large']
      415: components['responses']['not_a_jpeg']
      422: components['responses']['unreadable_image']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
      507: components['responses']['storage_full']
    }
  }
  listShootFiles: {
    parameters: {
      query?: {
        area?: 'raw' | 'final'
        limit?: number
        cursor?: string
      }
      header?: never
      path: {
        shootId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            files: {
              filename: string
              bytes: number
              address: string
            }[]
            /** @description So long the addresses may be used. */
            seconds: number
            next: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['shoot_not_found']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listOrchestrators: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            name:
              | 'vision'
              | 'gpt'
              | 'avatar'
              | 'video'
              | 'gallery-export'
              | 'sceneplates-export'
              | 'pano-export'
              | 'external-sync'
            /** @enum {string} */
            state: 'ready' | 'not_configured'
            /** @description Variables of the environment. */
            missing: string[]
            models: string[]
          }[]
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  runOrchestrator: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
        name:
          | 'vision'
          | 'gpt'
          | 'avatar'
          | 'video'
          | 'gallery-export'
          | 'sceneplates-export'
          | 'pano-export'
          | 'external-sync'
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          mode: 'plan' | 'run'
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            name:
              | 'vision'
              | 'gpt'
              | 'avatar'
              | 'video'
              | 'gallery-export'
              | 'sceneplates-export'
              | 'pano-export'
              | 'external-sync'
            /** @enum {string} */
            state: 'ready' | 'not_configured'
            steps: {
              subject: string
              to: string
              sends: {
                [key: string]: unknown
              }
            }[]
          }
        }
      }
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            name:
              | 'vision'
              | 'gpt'
              | 'avatar'
              | 'video'
              | 'gallery-export'
              | 'sceneplates-export'
              | 'pano-export'
              | 'external-sync'
            count: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      501: components['responses']['not_configured']
      503: components['responses']['unavailable']
    }
  }
  removeObject: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          shoot_id: string
          /** Format: uuid */
          image_id: string
          version: string
          mask:
            | {
                /** @constant */
                format: 'png'
                /** @description A PNG in base64; white is what shall disappear. */
                data: string
              }
            | {
                /** @constant */
                format: 'pixelmap'
                width: number
                height: number
                /** @enum {string} */
                encoding: 'bits' | 'rle'
                /** @description bits: base64, row by row, highest bit first. rle: lengths in turn, `12,3,985`, what stays first. */
                data: string
              }
          /** @description False: answer at once, with 202. */
          wait?: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /** Format: uuid */
            edit_id: string
            new_version: string
            /** @description For five minutes. */
            preview_url: string
          }
        }
      }
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: false
            /** Format: uuid */
            edit_id: string
            /** @constant */
            status: 'running'
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      501: components['responses']['not_configured']
      502: components['responses']['provider_error.provider_refused.provider_no_image']
      503: components['responses']['budget_exhausted.slot_misconfigured.unavailable']
      504: components['responses']['provider_timeout']
      507: components['responses']['storage_full']
    }
  }
  listImageEdits: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            from_version: string
            to_version: string | null
            /** @description identical: pixels away from the mask are those of the source, bit by bit. Null: not done, or not known. */
            untouched: ('identical' | 'encoded_anew') | null
            /** @enum {string} */
            status: 'running' | 'done' | 'failed' | 'superseded'
            error: string | null
            requested_by: string
            /** Format: date-time */
            created_at: string
            finished_at: string | null
          }[]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  chooseBestVersion: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          version: string
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            image_id: string
            best_version: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  segmentImage: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          name: string
          /** @description x, y, width, height as shares of the sides */
          box: [number, number, number, number]
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            name: string
            area: number
            width: number
            height: number
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      501: components['responses']['not_configured']
      502: components['responses']['provider_error.provider_refused.provider_no_image']
      503: components['responses']['budget_exhausted.slot_misconfigured.unavailable']
      504: components['responses']['provider_timeout']
      507: components['responses']['storage_full']
    }
  }
  listCaptions: {
    parameters: {
      query?: never
      header?: never
      path: {
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            locale: 'de' | 'en'
            /** @enum {string} */
            source: 'human' | 'gpt' | 'cogvlm' | 'florence' | 'template'
            locked_by_human: boolean
            version: number
            /** Format: date-time */
            updated_at: string
            short: string
            long: string
            alt_text: string
          }[]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  writeCaption: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        imageId: string
        locale: 'de' | 'en'
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          short: string
          long: string
          alt_text: string
        }
      }
    }
    responses: {
      /** @description The text as it is now. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            locale: 'de' | 'en'
            /** @enum {string} */
            source: 'human' | 'gpt' | 'cogvlm' | 'florence' | 'template'
            locked_by_human: boolean
            version: number
            /** Format: date-time */
            updated_at: string
            short: string
            long: string
            alt_text: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['image_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listExposeTexts: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            locale: 'de' | 'en'
            /** @enum {string} */
            source: 'human' | 'gpt' | 'cogvlm' | 'florence' | 'template'
            locked_by_human: boolean
            version: number
            /** Format: date-time */
            updated_at: string
            headline: string
            short: string
            description: string
            features: string
            other: string
            location: string
          }[]
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  writeExposeText: {
    parameters: {
      query?: never
      header: {
        /** @description The ETag of the revision that was changed. */
        'if-match': string
      }
      path: {
        jobId: string
        locale: 'de' | 'en'
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          headline: string
          short: string
          description: string
          features: string
          other: string
          location: string
        }
      }
    }
    responses: {
      /** @description The text as it is now. */
      200: {
        headers: {
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            locale: 'de' | 'en'
            /** @enum {string} */
            source: 'human' | 'gpt' | 'cogvlm' | 'florence' | 'template'
            locked_by_human: boolean
            version: number
            /** Format: date-time */
            updated_at: string
            headline: string
            short: string
            description: string
            features: string
            other: string
            location: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      428: components['responses']['precondition_required']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  showPixGallery: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  showPixImage: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        token: string
        imageId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/html': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.media_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readCustomerPicture: {
    parameters: {
      query?: {
        size?: 'thumb' | 'web' | 'full'
        /** @description Of the words in its place, where it cannot be had. */
        lang?: 'de' | 'en'
      }
      header?: {
        range?: string
        'if-range'?: string
      }
      path: {
        token: string
        image: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The image. */
      200: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': Blob
        }
      }
      /** @description A part. */
      206: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          /** @description Which bytes these are. */
          'Content-Range'?: string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': Blob
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.media_not_found.page']
      416: components['responses']['range_not_satisfiable.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readPixExpose: {
    parameters: {
      query?: never
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            schema: 'piximmo.gallery_expose/1'
            job_id: string
            job_number: string
            title: string | null
            revision: number
            content_hash: string
            /** Format: date-time */
            generated_at: string
            /** @enum {string} */
            locale_default: 'de' | 'en'
            available_locales: ('de' | 'en')[]
            images: {
              /** Format: uuid */
              image_id: string
              filename: string
              path: string
              width: number
              height: number
              bytes: number
              sha256: string
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              room_label: {
                de: string
                en: string
              }
              /** @enum {string} */
              view_type:
                | 'interior_wide'
                | 'interior_detail'
                | 'exterior_front'
                | 'exterior_back'
                | 'exterior_side'
                | 'aerial'
                | 'view_out'
                | 'floor_plan'
                | 'panorama'
                | 'other'
              caption_short: {
                [key: string]: string
              }
              caption_long: {
                [key: string]: string
              }
              alt_text: {
                [key: string]: string
              }
              is_cover: boolean
              position: number
              version: string
              cleanup_count: number
            }[]
            rooms: {
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              label: {
                de: string
                en: string
              }
              image_ids: string[]
            }[]
            texts: {
              [key: string]: {
                headline: string
                short: string
                description: string
                features: string
                other: string
              }
            }
            highlights: {
              text: {
                [key: string]: string
              }
              image_ids: string[]
            }[]
            downloads: {
              captions_txt: string
              captions_json: string
              zip: string
            }
          }
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readPixCaptions: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            schema: 'piximmo.captions/1'
            job_id: string
            /** @enum {string} */
            language: 'de' | 'en'
            /** Format: date-time */
            generated_at: string
            files: {
              filename: string
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              alt_text: string
              caption_short: string
              caption_long: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readPixCaptionsText: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One line for each image: its name, a tab, its text. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readPixZip: {
    parameters: {
      query?: never
      header?: never
      path: {
        token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/zip': Blob
        }
      }
      400: components['responses']['invalid_request.page']
      404: components['responses']['gallery_not_found.page']
      429: components['responses']['rate_limited.page']
      500: components['responses']['internal_error.page']
      503: components['responses']['unavailable.page']
    }
  }
  readPixDisclosure: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /**
             * @description What services get of an image in which something private was found.
             * @enum {string}
             */
            privacy_mode: 'blur' | 'withhold'
            /** @description Outside the EU, and set up. */
            services: {
              name: string
              /** @enum {string} */
              country: 'US'
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixGalleryState: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            job_id: string
            /** @enum {string} */
            status: 'none' | 'draft_ready'
            /** @enum {string} */
            visibility: 'internal' | 'customer'
            revision: number
            released_revision: number | null
            draft_ready_at: string | null
            released_at: string | null
            released_by: string | null
            has_link: boolean
            is_outdated: boolean
            mail: {
              /** Format: uuid */
              id: string
              kind: string
              job_id: string
              revision: number
              /** @enum {string} */
              status: 'queued' | 'sent' | 'failed' | 'superseded'
              attempts: number
              /** Format: date-time */
              created_at: string
              next_at: string | null
              sent_at: string | null
              error: string | null
              remark: components['schemas']['Remark'] | null
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  releasePixGallery: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description Also while images are being worked on. */
          force?: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            job_id: string
            /** @enum {string} */
            status: 'none' | 'draft_ready'
            /** @enum {string} */
            visibility: 'internal' | 'customer'
            revision: number
            released_revision: number | null
            draft_ready_at: string | null
            released_at: string | null
            released_by: string | null
            has_link: boolean
            is_outdated: boolean
            mail: {
              /** Format: uuid */
              id: string
              kind: string
              job_id: string
              revision: number
              /** @enum {string} */
              status: 'queued' | 'sent' | 'failed' | 'superseded'
              attempts: number
              /** Format: date-time */
              created_at: string
              next_at: string | null
              sent_at: string | null
              error: string | null
              remark: components['schemas']['Remark'] | null
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      409: components['responses']['gallery_not_ready.images_pending.conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  withdrawPixGallery: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            job_id: string
            /** @enum {string} */
            status: 'none' | 'draft_ready'
            /** @enum {string} */
            visibility: 'internal' | 'customer'
            revision: number
            released_revision: number | null
            draft_ready_at: string | null
            released_at: string | null
            released_by: string | null
            has_link: boolean
            is_outdated: boolean
            mail: {
              /** Format: uuid */
              id: string
              kind: string
              job_id: string
              revision: number
              /** @enum {string} */
              status: 'queued' | 'sent' | 'failed' | 'superseded'
              attempts: number
              /** Format: date-time */
              created_at: string
              next_at: string | null
              sent_at: string | null
              error: string | null
              remark: components['schemas']['Remark'] | null
            } | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixGalleryLink: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            link: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  renewPixGalleryLink: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            link: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixDraftExpose: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            schema: 'piximmo.gallery_expose/1'
            job_id: string
            job_number: string
            title: string | null
            revision: number
            content_hash: string
            /** Format: date-time */
            generated_at: string
            /** @enum {string} */
            locale_default: 'de' | 'en'
            available_locales: ('de' | 'en')[]
            images: {
              /** Format: uuid */
              image_id: string
              filename: string
              path: string
              width: number
              height: number
              bytes: number
              sha256: string
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              room_label: {
                de: string
                en: string
              }
              /** @enum {string} */
              view_type:
                | 'interior_wide'
                | 'interior_detail'
                | 'exterior_front'
                | 'exterior_back'
                | 'exterior_side'
                | 'aerial'
                | 'view_out'
                | 'floor_plan'
                | 'panorama'
                | 'other'
              caption_short: {
                [key: string]: string
              }
              caption_long: {
                [key: string]: string
              }
              alt_text: {
                [key: string]: string
              }
              is_cover: boolean
              position: number
              version: string
              cleanup_count: number
            }[]
            rooms: {
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              label: {
                de: string
                en: string
              }
              image_ids: string[]
            }[]
            texts: {
              [key: string]: {
                headline: string
                short: string
                description: string
                features: string
                other: string
              }
            }
            highlights: {
              text: {
                [key: string]: string
              }
              image_ids: string[]
            }[]
            downloads: {
              captions_txt: string
              captions_json: string
              zip: string
            }
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.gallery_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixDraftCaptions: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            schema: 'piximmo.captions/1'
            job_id: string
            /** @enum {string} */
            language: 'de' | 'en'
            /** Format: date-time */
            generated_at: string
            files: {
              filename: string
              /** @enum {string} */
              room_type:
                | 'living_room'
                | 'living_kitchen'
                | 'studio'
                | 'conservatory'
                | 'kitchen'
                | 'dining_room'
                | 'bedroom'
                | 'children_room'
                | 'guest_room'
                | 'office'
                | 'fitness_room'
                | 'hallway'
                | 'corridor'
                | 'stairs'
                | 'bathroom'
                | 'guest_wc'
                | 'built_in_closet'
                | 'closet'
                | 'walk_in_closet'
                | 'storage'
                | 'pantry'
                | 'utility_room'
                | 'laundry_room'
                | 'basement'
                | 'attic'
                | 'balcony'
                | 'terrace'
                | 'roof_terrace'
                | 'courtyard'
                | 'garden'
                | 'driveway'
                | 'garage'
                | 'carport'
                | 'outbuilding'
                | 'exterior'
                | 'street'
                | 'floor_plan'
                | 'site_plan'
                | 'undefined_space'
              alt_text: string
              caption_short: string
              caption_long: string
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.gallery_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixDraftCaptionsText: {
    parameters: {
      query?: {
        lang?: 'de' | 'en'
      }
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One line for each image: its name, a tab, its text. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.gallery_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixDraftZip: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/zip': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.gallery_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixDraftImage: {
    parameters: {
      query?: {
        size?: 'thumb' | 'web' | 'full'
        /** @description Of the words in its place, where it cannot be had. */
        lang?: 'de' | 'en'
      }
      header?: {
        range?: string
        'if-range'?: string
      }
      path: {
        jobId: string
        image: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The image. */
      200: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': Blob
        }
      }
      /** @description A part. */
      206: {
        headers: {
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description The version; send it back as If-Match or If-None-Match. */
          ETag?: string
          /** @description When the picture was finished. */
          'Last-Modified'?: string
          /** @description Which bytes these are. */
          'Content-Range'?: string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.gallery_not_found.media_not_found']
      416: components['responses']['range_not_satisfiable']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixMails: {
    parameters: {
      query?: {
        job?: string
        status?: 'queued' | 'sent' | 'failed' | 'superseded'
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            mails: {
              /** Format: uuid */
              id: string
              kind: string
              job_id: string
              revision: number
              /** @enum {string} */
              status: 'queued' | 'sent' | 'failed' | 'superseded'
              attempts: number
              /** Format: date-time */
              created_at: string
              next_at: string | null
              sent_at: string | null
              error: string | null
              remark: components['schemas']['Remark'] | null
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  retryPixMail: {
    parameters: {
      query?: never
      header?: never
      path: {
        mailId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            kind: string
            job_id: string
            revision: number
            /** @enum {string} */
            status: 'queued' | 'sent' | 'failed' | 'superseded'
            attempts: number
            /** Format: date-time */
            created_at: string
            next_at: string | null
            sent_at: string | null
            error: string | null
            remark: components['schemas']['Remark'] | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixTargets: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            targets: {
              /** Format: uuid */
              id: string
              /** @enum {string} */
              kind: 'openimmo' | 'fio' | 'onoffice' | 'propstack'
              label: string
              config: {
                [key: string]: unknown
              }
              has_keys: boolean
              /** Format: date-time */
              created_at: string
              /** Format: date-time */
              changed_at: string
            }[]
          }
        }
      }
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  createPixTarget: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              kind: 'openimmo'
              label: string
              config: {
                /** @description anbieternr */
                provider_number: string
                /** @description firma */
                company: string
                /** @description openimmo_anid */
                openimmo_anid: string
                technical_email: string
                contact_name: string
                contact_email: string
                contact_phone: string
                /**
                 * @description How the receiver wants it to be called.
                 * @enum {string}
                 */
                image_format: 'jpg' | 'image/jpeg'
                image_title_characters: number
                headline_characters: number
              }
            }
          | {
              /** @constant */
              kind: 'fio'
              label: string
              config: {
                /** @description anbieternr */
                provider_number: string
                /** @description firma */
                company: string
                /** @description openimmo_anid */
                openimmo_anid: string
                technical_email: string
                contact_name: string
                contact_email: string
                contact_phone: string
                /**
                 * @description How the receiver wants it to be called.
                 * @enum {string}
                 */
                image_format: 'jpg' | 'image/jpeg'
                image_title_characters: number
                headline_characters: number
              }
            }
          | {
              /** @constant */
              kind: 'onoffice'
              label: string
              config: {
                base_url: string | null
              }
              secret?: {
                token: string
                secret: string
              }
            }
          | {
              /** @constant */
              kind: 'propstack'
              label: string
              config: {
                base_url: string | null
              }
              secret?: {
                api_key: string
              }
            }
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            kind: 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            label: string
            config: {
              [key: string]: unknown
            }
            has_keys: boolean
            /** Format: date-time */
            created_at: string
            /** Format: date-time */
            changed_at: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixTarget: {
    parameters: {
      query?: never
      header?: never
      path: {
        targetId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            kind: 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            label: string
            config: {
              [key: string]: unknown
            }
            has_keys: boolean
            /** Format: date-time */
            created_at: string
            /** Format: date-time */
            changed_at: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['target_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  replacePixTarget: {
    parameters: {
      query?: never
      header?: never
      path: {
        targetId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              kind: 'openimmo'
              label: string
              config: {
                /** @description anbieternr */
                provider_number: string
                /** @description firma */
                company: string
                /** @description openimmo_anid */
                openimmo_anid: string
                technical_email: string
                contact_name: string
                contact_email: string
                contact_phone: string
                /**
                 * @description How the receiver wants it to be called.
                 * @enum {string}
                 */
                image_format: 'jpg' | 'image/jpeg'
                image_title_characters: number
                headline_characters: number
              }
            }
          | {
              /** @constant */
              kind: 'fio'
              label: string
              config: {
                /** @description anbieternr */
                provider_number: string
                /** @description firma */
                company: string
                /** @description openimmo_anid */
                openimmo_anid: string
                technical_email: string
                contact_name: string
                contact_email: string
                contact_phone: string
                /**
                 * @description How the receiver wants it to be called.
                 * @enum {string}
                 */
                image_format: 'jpg' | 'image/jpeg'
                image_title_characters: number
                headline_characters: number
              }
            }
          | {
              /** @constant */
              kind: 'onoffice'
              label: string
              config: {
                base_url: string | null
              }
              secret?: {
                token: string
                secret: string
              }
            }
          | {
              /** @constant */
              kind: 'propstack'
              label: string
              config: {
                base_url: string | null
              }
              secret?: {
                api_key: string
              }
            }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            /** @enum {string} */
            kind: 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            label: string
            config: {
              [key: string]: unknown
            }
            has_keys: boolean
            /** Format: date-time */
            created_at: string
            /** Format: date-time */
            changed_at: string
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['target_not_found']
      409: components['responses']['conflict']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  removePixTarget: {
    parameters: {
      query?: never
      header?: never
      path: {
        targetId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['target_not_found']
      413: components['responses']['payload_too_large']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  listPixExports: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            exports: {
              /** Format: uuid */
              id: string
              job_id: string
              target_id: string | null
              /** @enum {string} */
              format: 'zip' | 'openimmo' | 'fio' | 'onoffice' | 'propstack'
              /** @enum {string} */
              status: 'queued' | 'running' | 'done' | 'failed'
              attempts: number
              missing_fields: string[]
              error: string | null
              remark: components['schemas']['Remark'] | null
              bytes: number | null
              pieces: number
              requested_by: string
              /** Format: date-time */
              created_at: string
              finished_at: string | null
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  exportPixGallery: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description Null makes an archive to download. */
          target_id: string | null
          /** @description Also what was handed over before. */
          again?: boolean
        }
      }
    }
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            job_id: string
            target_id: string | null
            /** @enum {string} */
            format: 'zip' | 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            /** @enum {string} */
            status: 'queued' | 'running' | 'done' | 'failed'
            attempts: number
            missing_fields: string[]
            error: string | null
            remark: components['schemas']['Remark'] | null
            bytes: number | null
            pieces: number
            requested_by: string
            /** Format: date-time */
            created_at: string
            finished_at: string | null
          }
        }
      }
      /** @description Under way. */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            job_id: string
            target_id: string | null
            /** @enum {string} */
            format: 'zip' | 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            /** @enum {string} */
            status: 'queued' | 'running' | 'done' | 'failed'
            attempts: number
            missing_fields: string[]
            error: string | null
            remark: components['schemas']['Remark'] | null
            bytes: number | null
            pieces: number
            requested_by: string
            /** Format: date-time */
            created_at: string
            finished_at: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['pix_job_not_found.target_not_found.gallery_not_found']
      409: components['responses']['gallery_not_released']
      413: components['responses']['payload_too_large']
      422: components['responses']['invalid_settings']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  readPixExport: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
        exportId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            id: string
            job_id: string
            target_id: string | null
            /** @enum {string} */
            format: 'zip' | 'openimmo' | 'fio' | 'onoffice' | 'propstack'
            /** @enum {string} */
            status: 'queued' | 'running' | 'done' | 'failed'
            attempts: number
            missing_fields: string[]
            error: string | null
            remark: components['schemas']['Remark'] | null
            bytes: number | null
            pieces: number
            requested_by: string
            /** Format: date-time */
            created_at: string
            finished_at: string | null
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['export_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  downloadPixExport: {
    parameters: {
      query?: never
      header?: never
      path: {
        jobId: string
        exportId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'application/zip': Blob
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['export_not_found.media_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  startTestRun: {
    parameters: {
      query?: never
      header?: {
        prefer?: string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: Blob
          /** @description JSON: fields of the settings to change. */
          settings?: string
          /** @description JSON: up to six of `{name, settings}`, instead of `settings`. */
          configurations?: string
        }
      }
    }
    responses: {
      /** @description What became of it so far. */
      200: {
        headers: {
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content: {
          'application/json':
            | {
                /** Format: uuid */
                job_id: string
                /** @enum {string} */
                status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                status_url: string
                result_url: string
                /** Format: date-time */
                result_expires_at?: string
                mime?: string | null
                bytes?: number | null
                sha256?: string | null
                width?: number | null
                height?: number | null
                /** @description Ended after its window. */
                late?: boolean
                /** @description Why this is not the picture that was wanted. */
                fallback?: string
                failure_reason?: string | null
                details?: string | null
                name: string | null
                milliseconds: number | null
                cost_usd: number | null
                problems: components['schemas']['Problem'][]
                settings: unknown
                /** Format: uuid */
                test_run_id: string
                slot: string
              }
            | {
                /** Format: uuid */
                test_run_id: string
                slot: string
                configurations: {
                  /** Format: uuid */
                  job_id: string
                  /** @enum {string} */
                  status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                  status_url: string
                  result_url: string
                  /** Format: date-time */
                  result_expires_at?: string
                  mime?: string | null
                  bytes?: number | null
                  sha256?: string | null
                  width?: number | null
                  height?: number | null
                  /** @description Ended after its window. */
                  late?: boolean
                  /** @description Why this is not the picture that was wanted. */
                  fallback?: string
                  failure_reason?: string | null
                  details?: string | null
                  name: string | null
                  milliseconds: number | null
                  cost_usd: number | null
                  problems: components['schemas']['Problem'][]
                  settings: unknown
                }[]
              }
        }
      }
      /** @description What became of it so far. */
      202: {
        headers: {
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content: {
          'application/json':
            | {
                /** Format: uuid */
                job_id: string
                /** @enum {string} */
                status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                status_url: string
                result_url: string
                /** Format: date-time */
                result_expires_at?: string
                mime?: string | null
                bytes?: number | null
                sha256?: string | null
                width?: number | null
                height?: number | null
                /** @description Ended after its window. */
                late?: boolean
                /** @description Why this is not the picture that was wanted. */
                fallback?: string
                failure_reason?: string | null
                details?: string | null
                name: string | null
                milliseconds: number | null
                cost_usd: number | null
                problems: components['schemas']['Problem'][]
                settings: unknown
                /** Format: uuid */
                test_run_id: string
                slot: string
              }
            | {
                /** Format: uuid */
                test_run_id: string
                slot: string
                configurations: {
                  /** Format: uuid */
                  job_id: string
                  /** @enum {string} */
                  status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
                  status_url: string
                  result_url: string
                  /** Format: date-time */
                  result_expires_at?: string
                  mime?: string | null
                  bytes?: number | null
                  sha256?: string | null
                  width?: number | null
                  height?: number | null
                  /** @description Ended after its window. */
                  late?: boolean
                  /** @description Why this is not the picture that was wanted. */
                  fallback?: string
                  failure_reason?: string | null
                  details?: string | null
                  name: string | null
                  milliseconds: number | null
                  cost_usd: number | null
                  problems: components['schemas']['Problem'][]
                  settings: unknown
                }[]
              }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['slot_not_found']
      408: components['responses']['upload_timeout']
      413: components['responses']['payload_too_large']
      415: components['responses']['unsupported_media_type']
      422: components['responses']['invalid_settings.unreadable_image']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      503: components['responses']['queue_full.slot_misconfigured.unavailable']
      507: components['responses']['storage_full']
    }
  }
  readTestRun: {
    parameters: {
      query?: never
      header?: never
      path: {
        testRunId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What was asked for. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** Format: uuid */
            test_run_id: string
            slot: string
            configurations: {
              /** Format: uuid */
              job_id: string
              /** @enum {string} */
              status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
              status_url: string
              result_url: string
              /** Format: date-time */
              result_expires_at?: string
              mime?: string | null
              bytes?: number | null
              sha256?: string | null
              width?: number | null
              height?: number | null
              /** @description Ended after its window. */
              late?: boolean
              /** @description Why this is not the picture that was wanted. */
              fallback?: string
              failure_reason?: string | null
              details?: string | null
              name: string | null
              milliseconds: number | null
              cost_usd: number | null
              problems: components['schemas']['Problem'][]
              settings: unknown
            }[]
          }
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['not_signed_in.invalid_token.token_expired']
      403: components['responses']['forbidden.insufficient_scope']
      404: components['responses']['job_not_found']
      500: components['responses']['internal_error']
      503: components['responses']['unavailable']
    }
  }
  sendPhoto: {
    parameters: {
      query?: never
      header?: {
        /** @description `respond-async`, `wait=10`. */
        prefer?: string
        /** @description The same key: the same answer, for 24 hours. */
        'idempotency-key'?: string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description The photo: JPEG, PNG, WebP, HEIC or AVIF.
           */
          fileToUpload?: Blob
          /**
           * Format: binary
           * @description The same under another name.
           */
          file?: Blob
          /** @description Unless the slot is open. Also as `Authorization: Bearer`. */
          password?: string
          hash?: string
          hash_hex?: string
        } & {
          [key: string]: string
        }
      }
    }
    responses: {
      /** @description The picture, in the form that the slot or the caller wants. */
      200: {
        headers: {
          /** @description The job. */
          'X-Job-Id'?: string
          /** @description The public link of the picture. */
          'X-Result-Url'?: string
          /** @description When the public link ends. */
          'X-Result-Expires-At'?: string
          /** @description Milliseconds for each step on the way of the photo. */
          'Server-Timing'?: string
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description `true`: the photo joined a job that was already there. */
          'X-Duplicate'?: string
          /** @description Why this is not the picture that was wanted: `original` or `look`. */
          'X-Fallback'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
          'application/json': {
            /** Format: uuid */
            job_id: string
            /** @enum {string} */
            status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
            status_url?: string
            result_url?: string
            /** Format: date-time */
            result_expires_at?: string
            mime?: string | null
            bytes?: number | null
            sha256?: string | null
            width?: number | null
            height?: number | null
            /** @description Ended after its window. */
            late?: boolean
            /** @description Why this is not the picture that was wanted. */
            fallback?: string
            failure_reason?: string | null
            details?: string | null
            /** @description The picture. Nothing keeps it at rest. */
            result_inline_base64: string
          }
          'multipart/mixed': Blob
        }
      }
      /** @description Taken in; the work goes on. */
      202: {
        headers: {
          /** @description The job. */
          'X-Job-Id'?: string
          /** @description The public link of the picture. */
          'X-Result-Url'?: string
          /** @description When the public link ends. */
          'X-Result-Expires-At'?: string
          /** @description Milliseconds for each step on the way of the photo. */
          'Server-Timing'?: string
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description `true`: the photo joined a job that was already there. */
          'X-Duplicate'?: string
          /** @description Why this is not the picture that was wanted: `original` or `look`. */
          'X-Fallback'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicJob']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['invalid_password']
      404: components['responses']['slot_not_found.slot_disabled']
      408: components['responses']['upload_timeout']
      409: components['responses']['idempotency_conflict']
      410: components['responses']['result_expired']
      413: components['responses']['payload_too_large']
      415: components['responses']['unsupported_media_type']
      422: components['responses']['unreadable_image']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      502: components['responses']['provider_error.provider_refused.provider_no_image']
      503: components['responses']['queue_full.slot_misconfigured.unavailable.budget_exhausted.cancelled']
      504: components['responses']['provider_timeout']
      507: components['responses']['storage_full']
    }
  }
  sendPhotoAsBefore: {
    parameters: {
      query?: never
      header?: {
        /** @description `respond-async`, `wait=10`. */
        prefer?: string
        /** @description The same key: the same answer, for 24 hours. */
        'idempotency-key'?: string
      }
      path: {
        slotId: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description The photo: JPEG, PNG, WebP, HEIC or AVIF.
           */
          fileToUpload?: Blob
          /**
           * Format: binary
           * @description The same under another name.
           */
          file?: Blob
          /** @description Unless the slot is open. Also as `Authorization: Bearer`. */
          password?: string
          hash?: string
          hash_hex?: string
        } & {
          [key: string]: string
        }
      }
    }
    responses: {
      /** @description The picture, in the form that the slot or the caller wants. */
      200: {
        headers: {
          /** @description The job. */
          'X-Job-Id'?: string
          /** @description The public link of the picture. */
          'X-Result-Url'?: string
          /** @description When the public link ends. */
          'X-Result-Expires-At'?: string
          /** @description Milliseconds for each step on the way of the photo. */
          'Server-Timing'?: string
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description `true`: the photo joined a job that was already there. */
          'X-Duplicate'?: string
          /** @description Why this is not the picture that was wanted: `original` or `look`. */
          'X-Fallback'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          [name: string]: unknown
        }
        content: {
          'image/*': Blob
          'application/json': {
            /** Format: uuid */
            job_id: string
            /** @enum {string} */
            status: 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'
            status_url?: string
            result_url?: string
            /** Format: date-time */
            result_expires_at?: string
            mime?: string | null
            bytes?: number | null
            sha256?: string | null
            width?: number | null
            height?: number | null
            /** @description Ended after its window. */
            late?: boolean
            /** @description Why this is not the picture that was wanted. */
            fallback?: string
            failure_reason?: string | null
            details?: string | null
            /** @description The picture. Nothing keeps it at rest. */
            result_inline_base64: string
          }
          'multipart/mixed': Blob
        }
      }
      /** @description Taken in; the work goes on. */
      202: {
        headers: {
          /** @description The job. */
          'X-Job-Id'?: string
          /** @description The public link of the picture. */
          'X-Result-Url'?: string
          /** @description When the public link ends. */
          'X-Result-Expires-At'?: string
          /** @description Milliseconds for each step on the way of the photo. */
          'Server-Timing'?: string
          /** @description How long the answer may be kept. */
          'Cache-Control'?: string
          /** @description `true`: the photo joined a job that was already there. */
          'X-Duplicate'?: string
          /** @description Why this is not the picture that was wanted: `original` or `look`. */
          'X-Fallback'?: string
          /** @description The name of the file. */
          'Content-Disposition'?: string
          /** @description Where to ask what became of it. */
          Location?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicJob']
        }
      }
      400: components['responses']['invalid_request']
      401: components['responses']['invalid_password']
      404: components['responses']['slot_not_found.slot_disabled']
      408: components['responses']['upload_timeout']
      409: components['responses']['idempotency_conflict']
      410: components['responses']['result_expired']
      413: components['responses']['payload_too_large']
      415: components['responses']['unsupported_media_type']
      422: components['responses']['unreadable_image']
      429: components['responses']['rate_limited']
      500: components['responses']['internal_error']
      502: components['responses']['provider_error.provider_refused.provider_no_image']
      503: components['responses']['queue_full.slot_misconfigured.unavailable.budget_exhausted.cancelled']
      504: components['responses']['provider_timeout']
      507: components['responses']['storage_full']
    }
  }
}

/** What came of the test of a service: the end of a sentence that begins with its name. */
export const probeSentences = {
  has_models: 'takes the key; it has {{models}}',
  has_some_models: 'takes the key; it has {{models}}, but not {{missing}}',
  tariff_has: 'takes the key; the tariff has {{methods}}',
  tariff_has_some: 'takes the key; the tariff has {{methods}}, but not {{missing}}',
  offers: 'accepts the key and offers {{models}}',
  offers_nothing: 'accepts the key, but offers none of the known image models to it',
  takes_file: 'fal takes the key and a file; whether there is money shows with the first picture',
  key_refused: 'does not take the key',
  key_or_billing: 'does not take the key, or has no billing for it',
  quota_used: 'takes the key, but its quota is used up',
  no_money: 'accepts the key, but the account has no money left',
  tariff_used: 'takes the key, but the attempts of the tariff are used up',
  asked_too_often: 'is asked too often at the moment',
  overloaded: 'is overloaded at the moment',
  unreachable: 'cannot be reached',
  broke_off: 'broke the connection',
  fal_key_refused: 'fal does not take the key ({{why}})',
  fal_no_money: 'the account at fal has no money ({{why}})',
  fal_unreachable: 'fal cannot be reached ({{why}})',
  fal_overloaded: 'fal is overloaded ({{why}})',
  wrong_address: 'answers, but not like OpenAI: look at the base URL',
  no_models: 'knows none of the models: is this its address?',
  no_methods: 'has no list of methods: is this its address?',
  no_key: 'has no key: set {{variable}}',
  strange: 'does not answer as it should: {{what}}',
  late: 'did not answer in time',
} as const

/** The same as some services put it. */
export const alsoProbes: Readonly<Record<string, keyof typeof probeSentences>> = {
  'does not accept the key': 'key_refused',
  'accepts the key, but has had too many calls in a short time': 'asked_too_often',
  'is overloaded or out of order': 'overloaded',
  'cannot be reached from here': 'unreachable',
  'does not answer as it should ({{what}})': 'strange',
}

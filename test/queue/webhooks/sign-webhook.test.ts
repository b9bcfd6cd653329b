import t from 'tap'
import { retryDelaySeconds } from '../../../src/queue/webhooks/retry-schedule.ts'
import { makeWebhookSecret, signWebhook } from '../../../src/queue/webhooks/sign-webhook.ts'

const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

// The vector that the specification's own libraries test themselves with.
t.test('a signature is the one that the libraries of the specification expect', async (t) => {
  t.same(signWebhook(message, [secret]), {
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  })
})

t.test('while a secret is being changed both sign', async (t) => {
  const other = makeWebhookSecret()
  t.match(other, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const both = signWebhook(message, [other, secret])['webhook-signature'] ?? ''
  t.match(both, / /)
  t.equal(both.split(' ')[1], signature)
})

t.test('the tries of the schedule last three days, with jitter on top, and then end', async (t) => {
  const none = () => 0
  const delays = Array.from({ length: 10 }, (_, at) => retryDelaySeconds(at + 1, undefined, none))
  t.same(delays, [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, undefined])
  t.ok((retryDelaySeconds(2, undefined, () => 0.999) ?? 0) > 329)
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
  const answers: [answer: Record<string, string>, seconds: number][] = [
    [{ 'retry-after': '20' }, 20],
    [{ 'retry-after': '2' }, 5],
    [{ 'retry-after': '999999' }, 86_400],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:29:30 GMT', date }, 90],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT', date }, 5],
    [{ 'retry-after': 'Sun, 21 Oct 2029 07:00:00 GMT', date }, 86_400],
    [{ 'retry-after': date }, 5],
    [{ 'retry-after': '-1' }, 5],
    [{}, 5],
  ]
  for (const [answer, seconds] of answers) t.equal(retryDelaySeconds(1, answer, none), seconds, JSON.stringify(answer))
  t.equal(retryDelaySeconds(10, { 'retry-after': '20' }, none), undefined)
})

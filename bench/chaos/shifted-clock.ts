/** Preloaded into a node whose machine has the wrong time. Only the wall clock jumps; the monotonic one cannot. */
const shiftMilliseconds = Number(process.env.CHAOS_CLOCK_SHIFT_MILLISECONDS ?? 0)
const RealDate = globalThis.Date
const now = () => RealDate.now() + shiftMilliseconds

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, caller) => Reflect.construct(target, given.length === 0 ? [now()] : given, caller),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})

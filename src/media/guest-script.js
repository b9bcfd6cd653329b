// What the pages of guests can do more where scripts run. All that matters works without.

const one = (selector, within = document) => within.querySelector(selector)
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Phones share pictures, others links; only right after a tap, so the file is taken from the cache before. */
function offerShare(button) {
  if (!button || !navigator.share) return
  const { share, name, link } = button.dataset
  const picture = one('[data-full]')
  let file
  const prepare = async () => {
    const answer = await fetch(share, { cache: 'force-cache' })
    const blob = await answer.blob()
    const candidate = new File([blob], name, { type: blob.type })
    if (answer.ok && navigator.canShare?.({ files: [candidate] })) file = candidate
  }
  const prepareQuietly = () => prepare().catch(() => {})
  if (picture.complete) void prepareQuietly()
  else picture.addEventListener('load', prepareQuietly, { once: true })
  button.addEventListener('click', () => {
    navigator.share(file ? { files: [file] } : { title: document.title, url: link }).catch(() => {})
  })
  button.hidden = false
}

function offerCopy(button) {
  if (!button || !navigator.clipboard) return
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.setAttribute('aria-live', 'polite')
    button.textContent = button.dataset.done
  })
  button.hidden = false
}

function offerPrint(button) {
  if (!button) return
  button.addEventListener('click', () => window.print())
  button.hidden = false
}

function countDown(place) {
  const end = performance.now() + Number(place.dataset.left) * 1000
  const unitOf = (seconds) => (seconds < 120 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'])
  setInterval(() => {
    const seconds = Math.max(1, Math.ceil((end - performance.now()) / 1000))
    const [count, unit] = unitOf(seconds)
    const written = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'long' })
    if (seconds < 7200) place.textContent = written.format(count)
  }, 1000)
}

/** The picture is being made: asks how the job stands, and loads the page anew once, at the end. */
async function watchJob({ dataset }) {
  const place = one('[data-state]')
  countDown(one('[data-left]'))
  for (;;) {
    try {
      const answer = await fetch(`${dataset.watch}?wait=5`, { headers: { accept: 'application/json' } })
      const { status } = answer.ok ? await answer.json() : {}
      const words = place.dataset[status]
      if (answer.status === 404 || (status && !words)) return location.reload()
      if (words && words !== place.textContent) place.textContent = words
      if (!answer.ok) await pause(3000)
    } catch {
      await pause(3000) // no network for a moment
    }
    await pause(300)
  }
}

/** The gallery's own pages bring their pictures as they would show them. */
async function pageAt(address) {
  const answer = await fetch(address, { headers: { accept: 'text/html' } })
  if (answer.status === 410) location.reload()
  if (!answer.ok) throw new Error(`${answer.status}`)
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

const placesIn = (page) => [...page.querySelectorAll('.grid li')].filter(({ id }) => !document.getElementById(id))

/** A small question first: most of the time there is nothing new. */
async function isNews(address) {
  const answer = await fetch(`${address}?limit=1`, { headers: { accept: 'application/json' } })
  if (answer.status === 410) location.reload()
  if (!answer.ok) throw new Error(`${answer.status}`)
  const [newest] = (await answer.json()).results
  return newest !== undefined && !document.getElementById(`p-${newest.job_id}`)
}

/** Newer pictures appear at the top; who has scrolled down is asked first. */
async function lookForNewer(button, grid) {
  const fresh = placesIn(await pageAt(location.href))
  if (fresh.length === 0) return
  const show = () => {
    button.hidden = true
    for (const place of fresh.filter(({ id }) => !document.getElementById(id)).reverse()) {
      place.classList.add('new')
      grid.prepend(document.adoptNode(place))
    }
  }
  if (scrollY < 200) return show()
  button.onclick = () => {
    show()
    scrollTo(0, 0)
  }
  button.hidden = false
}

async function keepLooking(news) {
  const [button, grid] = [one('.fresh'), one('.grid')]
  for (;;) {
    await pause(8000)
    if (document.hidden) continue
    try {
      if (!(await isNews(news))) continue
      if (!grid) return location.reload()
      await lookForNewer(button, grid)
    } catch {
      await pause(12_000) // no network for a moment, or too many of us
    }
  }
}

/** Older pictures come by themselves when the end is near. */
function goOn(link) {
  const grid = one('.grid')
  if (!link || !grid) return
  const watcher = new IntersectionObserver(
    async ([seen]) => {
      if (!seen.isIntersecting) return
      watcher.disconnect()
      try {
        const page = await pageAt(link.href)
        grid.append(...placesIn(page).map((place) => document.adoptNode(place)))
        const next = one('a[rel=next]', page)
        if (!next) return link.remove()
        link.href = next.href
        watcher.observe(link)
      } catch {
        // The link is still there.
      }
    },
    { rootMargin: '800px' },
  )
  watcher.observe(link)
}

offerShare(one('[data-share]'))
offerCopy(one('[data-copy]'))
offerPrint(one('[data-print]'))
if (one('[data-watch]')) void watchJob(one('[data-watch]'))
if (one('[data-news]')) void keepLooking(one('[data-news]').dataset.news)
goOn(one('a[rel=next]'))

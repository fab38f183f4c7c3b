import type { MouseEvent, ReactNode } from 'react'
import { goTo, usePlace } from './location.ts'
import { pathOf, type Route } from './routes.ts'

export interface LinkProps {
  readonly to: Route
  /** Parameters of the view, such as the metric shown. */
  readonly query?: Readonly<Record<string, string>>
  readonly className?: string
  /** What "current" means to a screen reader: a page of the menu, or one of several views. */
  readonly current?: 'page' | 'true'
  readonly children: ReactNode
}

/** A true link: opens in a new tab, can be copied, and works like every other link. */
export function Link({ to, query, className, current, children }: LinkProps) {
  const place = usePlace()
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
  const href = pathOf(to) + search
  const isHere = place.path === pathOf(to)
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return
    event.preventDefault()
    goTo(href)
    if (!isHere) window.scrollTo(0, 0)
  }
  return (
    <a href={href} className={className} aria-current={current} onClick={follow}>
      {children}
    </a>
  )
}

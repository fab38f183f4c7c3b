import { type ReactNode, useEffect, useRef } from 'react'

export interface PageProps {
  readonly title: string
  /** What stands above the title: the way back. */
  readonly above?: ReactNode
  readonly children: ReactNode
}

/** The path that was loaded with the page itself: there the focus belongs to the browser. */
const firstPath = window.location.pathname
let hasMoved = false

/** Names the page, and moves the focus to its heading when it comes in the place of another. */
export function Page({ title, above, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Ratchet`
  }, [title])
  useEffect(() => {
    hasMoved ||= window.location.pathname !== firstPath
    if (hasMoved) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      {above !== undefined && <p className="above">{above}</p>}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </>
  )
}

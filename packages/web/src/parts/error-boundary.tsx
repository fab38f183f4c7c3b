import { Component, type ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
}

/** Shows a fault of the page itself in place of the part that has it. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state = { error: undefined as Error | undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div className="trouble" role="alert">
        <h1>This page has a fault</h1>
        <p>{error.message}</p>
        <p>Load it again; the command line shows the same: ratchet status.</p>
      </div>
    )
  }
}

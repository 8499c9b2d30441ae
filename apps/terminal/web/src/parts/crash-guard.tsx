/** Stands in for the page when a part of it fails in a way nobody foresaw: better a sentence than a blank window. */

import { Button, Notice } from '@omnitrade/ui';
import { Component, type ReactNode } from 'react';

interface State {
  readonly message: string | undefined;
}

export class CrashGuard extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { message: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return (
      <Notice
        icon="alert"
        tone="danger"
        title="The page failed"
        level="h1"
        action={
          <Button weight="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        <p role="alert">{message}</p>
        <p>The terminal itself goes on; nothing you have there is lost.</p>
      </Notice>
    );
  }
}

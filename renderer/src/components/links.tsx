import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

type Link = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> & { readonly ref?: Ref<HTMLAnchorElement> };

function RawButton(props: ButtonProps & Link): ReactNode {
  return <Button component="a" {...props} />;
}

function RawText(props: AnchorProps & Link): ReactNode {
  return <Anchor {...props} />;
}

/** What looks like a button and goes to another screen. */
export const LinkButton = createLink(RawButton);
/** Words that go to another screen. */
export const LinkWords = createLink(RawText);

import { Button, createTheme, type CSSVariablesResolver, defaultVariantColorsResolver, Input, type MantineColorsTuple, Modal, Tooltip, type VariantColorsResolver } from '@mantine/core';

/** Every shade is the token: which one it is in which scheme, tokens.css says. */
function token(name: string): MantineColorsTuple {
  const shade = `var(--hf-${name})`;
  return [shade, shade, shade, shade, shade, shade, shade, shade, shade, shade];
}

/** Mantine's greys, warm like the canvas: what has no token of its own is drawn with them. */
const gray: MantineColorsTuple = ['#f7f7f5', '#f1f1ee', '#e6e6e1', '#dcdcd6', '#c9c9c2', '#a3a39b', '#6a6a63', '#55554f', '#33332f', '#1b1b18'];
const dark: MantineColorsTuple = ['#f1f1ec', '#c9cac3', '#a5a69d', '#777970', '#2d2f2a', '#262823', '#1e1f1c', '#1e1f1c', '#141513', '#0f100e'];

/** Names for the `color` prop of Mantine's components. */
const meanings = {
  accent: { ink: 'var(--hf-accent)', soft: 'var(--hf-accent-soft)', hover: 'var(--hf-accent-hover)', on: 'var(--hf-on-accent)' },
  safe: { ink: 'var(--hf-safe)', soft: 'var(--hf-safe-soft)', hover: 'var(--hf-safe)', on: 'var(--hf-on-accent)' },
  attention: { ink: 'var(--hf-attention-ink)', soft: 'var(--hf-attention-soft)', hover: 'var(--hf-attention)', on: 'var(--hf-on-accent)' },
  alarm: { ink: 'var(--hf-alarm)', soft: 'var(--hf-alarm-soft)', hover: 'var(--hf-alarm-hover)', on: 'var(--hf-on-alarm)' },
} as const;

function isMeaning(name: string): name is keyof typeof meanings {
  return name in meanings;
}

const variantColorResolver: VariantColorsResolver = (input) => {
  const name = input.color ?? 'accent';
  if (!isMeaning(name)) return defaultVariantColorsResolver(input);
  const colours = meanings[name];
  const clear = '1px solid transparent';
  switch (input.variant) {
    case 'filled':
      return { background: colours.ink, hover: colours.hover, color: colours.on, border: clear };
    case 'light':
      return { background: colours.soft, hover: colours.soft, color: colours.ink, border: clear };
    case 'default':
      return { background: 'var(--hf-card)', hover: 'color-mix(in srgb, var(--hf-card), var(--hf-ink) 4%)', color: 'var(--hf-ink)', border: '1px solid var(--hf-line)' };
    case 'outline':
      return { background: 'transparent', hover: colours.soft, color: colours.ink, border: `1px solid ${colours.ink}` };
    default:
      return { background: 'transparent', hover: 'var(--hf-hover)', color: colours.ink, border: clear };
  }
};

export const theme = createTheme({
  fontFamily: 'var(--hf-font)',
  headings: { fontFamily: 'var(--hf-font)', fontWeight: '600' },
  defaultRadius: 'var(--hf-radius-control)',
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent: token('accent'), safe: token('safe'), attention: token('attention'), alarm: token('alarm'), gray, dark },
  variantColorResolver,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.5' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  // Mantine follows it for its own transitions; tokens.css does for everything else.
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'md', fw: 550 }, vars: () => ({ root: { '--button-fz': '0.875rem', '--button-padding-x': '1rem', '--button-height': '2.3125rem' } }) }),
    Input: Input.extend({ defaultProps: { size: 'md' } }),
    // Its element is a header, which would be a second banner of the page.
    Modal: Modal.extend({ defaultProps: { radius: 'var(--hf-radius-card)', centered: true, transitionProps: { duration: 120 }, attributes: { header: { role: 'presentation' } } } }),
    Tooltip: Tooltip.extend({ defaultProps: { transitionProps: { duration: 100 }, openDelay: 250, withArrow: true, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } } }),
  },
});

const schemes = {
  '--mantine-color-body': 'var(--hf-canvas)',
  '--mantine-color-text': 'var(--hf-ink)',
  '--mantine-color-bright': 'var(--hf-ink)',
  '--mantine-color-dimmed': 'var(--hf-muted)',
  '--mantine-color-placeholder': 'var(--hf-muted)',
  '--mantine-color-anchor': 'var(--hf-accent)',
  '--mantine-color-error': 'var(--hf-alarm)',
  '--mantine-color-default': 'var(--hf-card)',
  '--mantine-color-default-hover': 'var(--hf-hover)',
  '--mantine-color-default-color': 'var(--hf-ink)',
  '--mantine-color-default-border': 'var(--hf-line)',
  '--mantine-primary-color-contrast': 'var(--hf-on-accent)',
  '--mantine-primary-color-light': 'var(--hf-accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--hf-accent-soft)',
} as const;

/** Mantine's own variables, drawn from ours. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: { ...schemes }, dark: { ...schemes } });

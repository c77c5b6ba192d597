/** The one message between preload and main: the page asks for its ports, main sends them. */
export const portsChannel = 'holdfast:ports';

export function compileNetworkSimplex(folder: string): { readonly program: string } | { readonly absence: string };

export function runNetworkSimplex(program: string, form: 'textbook' | 'quick', files: readonly string[]): Promise<{ readonly milliseconds: number; readonly total: number; readonly placed: number }[]>;

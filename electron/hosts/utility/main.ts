import { createEngine, systemDependencies } from '../../engine/index.ts';
console.log(createEngine(systemDependencies({ home: '/tmp/x', env: {}, version: '0' })));

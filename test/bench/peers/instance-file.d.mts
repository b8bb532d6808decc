import type { AllocationProblem } from '../../../libs/kernel/src/allocation/allocation-problem.js';

export function writeInstance(path: string, problem: AllocationProblem): void;

/** For component tests: puts a fresh imitation behind `backend`, so that no test sees what another did. */
import { backend } from '../index';
import { makeMock } from './index';

export function freshBackend(search = ''): void {
  Object.assign(backend, makeMock(search));
}

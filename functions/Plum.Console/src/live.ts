import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ended, lost } from './api';

export interface Live<T> {
  data: T | undefined;
  error: Error | undefined;
  again: () => void;
}

/**
 * Reads something at once and then again and again, so that a page stays true. What was read last is kept while the service
 * is away; a page that nobody looks at rests.
 */
export function useLive<T>(key: string, read: (refresh: boolean, signal: AbortSignal) => Promise<T>, seconds = 3): Live<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: Error }>({ key });
  const [turn, setTurn] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  const isEnded = ended.use();

  useEffect(() => {
    const stop = new AbortController();
    let timer = 0;
    let first = true;
    const look = async () => {
      if (!document.hidden || first) {
        try {
          const data = await latest.current(!first, stop.signal);
          setState({ key, data });
        } catch (error) {
          if (stop.signal.aborted) {
            return;
          }
          setState((before) => ({ key, data: before.key === key ? before.data : undefined, error: error as Error }));
        }
        first = false;
      }
      if (!stop.signal.aborted && seconds > 0) {
        timer = window.setTimeout(look, 1000 * (lost.get() ? 1 : seconds));
      }
    };
    const seen = () => {
      if (!document.hidden) {
        window.clearTimeout(timer);
        void look();
      }
    };
    document.addEventListener('visibilitychange', seen);
    void look();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, turn, seconds, isEnded]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { data: state.key === key ? state.data : undefined, error: state.key === key ? state.error : undefined, again };
}

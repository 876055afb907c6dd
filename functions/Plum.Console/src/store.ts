import { useEffect, useState } from 'preact/hooks';

/** A value that components look at and that anything may change. */
export function store<T>(value: T) {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next: T) {
      if (next !== value) {
        value = next;
        listeners.forEach((tell) => tell());
      }
    },
    use(): T {
      const [, render] = useState({});
      useEffect(() => {
        const tell = () => render({});
        listeners.add(tell);
        return () => void listeners.delete(tell);
      }, []);
      return value;
    },
  };
}

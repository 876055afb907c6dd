// What users of BullMQ do with it: jobs added in bulk, drained by a worker, drained by one with a limiter, and delayed jobs.
// Prints what it measured as one line of JSON. Arguments: Redis' socket, what to measure, how many jobs, and a limit.
import { Queue, Worker } from 'bullmq';

const [path, what, ...numbers] = process.argv.slice(2);
const [jobs, max, duration] = numbers.map(Number);
const connection = { path, maxRetriesPerRequest: null };
const queue = new Queue('calls', { connection });

// The bulks that were fastest: the next is made while Redis takes one.
const BULK = 10_000;
const TOGETHER = 4;

const secondsSince = (began) => Number(process.hrtime.bigint() - began) / 1e9;

// A job leaves nothing behind: the least that BullMQ can write.
const job = (i, delay) => ({
  name: 'call',
  data: { phone_number: `tel:+1${2_120_000_000 + i};ani=7778889999`, reference: `ref${i}` },
  opts: { removeOnComplete: true, removeOnFail: true, delay },
});

async function add(delayed = () => 0) {
  let next = 0;
  const adder = async () => {
    while (next < jobs) {
      const first = next;
      next = Math.min(jobs, first + BULK);
      await queue.addBulk(Array.from({ length: next - first }, (_, i) => job(first + i, delayed())));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, adder));
}

// Works all jobs off and tells when each began.
async function work(settings) {
  const starts = [];
  let done = 0;
  const worker = new Worker('calls', async () => { starts.push(performance.timeOrigin + performance.now()); },
    { connection, concurrency: 100, ...settings });
  await new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('failed', (_, error) => reject(error));
    worker.on('completed', () => {
      if (++done === jobs) {
        resolve();
      }
    });
  });
  await worker.close();
  return starts;
}

const measures = {
  async accept() {
    const began = process.hrtime.bigint();
    await add();
    return { seconds: secondsSince(began) };
  },
  async drain() {
    const began = process.hrtime.bigint();
    await work({});
    return { seconds: secondsSince(began) };
  },
  async pace() {
    await add();
    const starts = await work({ limiter: { max, duration } });
    return { milliseconds: starts.map((at) => at - starts[0]) };
  },
  // All at one instant, `max` seconds from now.
  async wake() {
    const due = Date.now() + max * 1_000;
    await add(() => due - Date.now());
    const starts = await work({});
    return { milliseconds: starts.map((at) => at - due) };
  },
};

console.log(JSON.stringify(await measures[what]()));
await queue.close();

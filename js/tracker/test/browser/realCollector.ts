/**
 * The real collector, on a stage that runs already (loadtest's TrackerStage): what comes is handed on byte for byte, the answer goes back as it is, but for what a
 * hop says of its own connection, and what has arrived is what the log holds.
 *
 * The log is one for all tests, which run one after another: a test sees it from where it ended as the test began. An answer goes back when the log has been read
 * to its end, so that what is answered is seen; `PROOF` is answered when everything is that came before it; and a test ends when everything is.
 */
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { Stage } from '../../../bench/matrix/stage.mjs';
import { eventsOf, isHit, named, type Arrived, type Received } from './arrived';
import { PROOF, type Behind } from './behind';

type Logged = Awaited<ReturnType<Stage['since']>>[number];

export class RealCollector implements Behind {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly underWay = new Set<Promise<void>>();
  private log: Logged[] = [];
  private problem: unknown;

  private constructor(
    private readonly stage: Stage,
    private readonly from: number,
  ) {}

  /** `origins`: of the collector and of the stage's door, as `FIRSTLIGHT_COLLECTOR` has them. */
  static async at(origins: string): Promise<RealCollector> {
    const [collector = '', door = ''] = origins.split(' ');
    const stage = new Stage(collector, door);
    return new RealCollector(stage, await stage.position());
  }

  /** Returns when it is answered. A collector that does not answer ends the connection, and the test in the end. */
  async answer(asked: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const earlier = asked.url == PROOF ? [...this.underWay] : [];
    const passing = this.pass(asked, body, response, earlier).catch((problem) => {
      this.problem = problem;
      response.destroy();
    });
    this.underWay.add(passing);
    await passing;
    this.underWay.delete(passing);
  }

  /** Those of the log, in the order in which they came over the wire, which the log with its partitions does not have. */
  events(ledger: readonly Received[]): Arrived[] {
    const wire = eventsOf(ledger);
    const placeOf = ({ pixel, id }: Logged) => {
      const ofPixel = (each: Arrived) => each.pixel == pixel;
      const at = wire.findIndex((each) => ofPixel(each) && each.id == id);
      return at < 0 ? wire.findIndex((each) => ofPixel(each) && !each.id) : at; // the collector gives an id to what has none
    };
    return this.log
      .filter(({ isRefused }) => !isRefused)
      .map((logged) => ({ logged, at: placeOf(logged) }))
      .sort((a, b) => a.at - b.at)
      .map(({ logged: { pixel, id, fields }, at }) => ({ ...named(Object.entries(fields)), id, pixel, via: wire[at]?.via as Received }));
  }

  async close(): Promise<void> {
    await Promise.all(this.underWay);
    this.agent.destroy();
    if (this.problem) {
      throw this.problem;
    }
  }

  private async pass(asked: IncomingMessage, body: Buffer, response: ServerResponse, earlier: Promise<void>[]): Promise<void> {
    const answer = await this.ask(asked, body);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) {
      chunks.push(chunk);
    }
    if (isHit(asked.url!.replace(/\?.*/s, ''))) {
      const log = await this.stage.since(this.from);
      this.log = log.length > this.log.length ? log : this.log;
    }
    await Promise.all(earlier);
    response.sendDate = false;
    response.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders).end(Buffer.concat(chunks));
  }

  private ask({ method, url, rawHeaders }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { hostname, port } = new URL(this.stage.collector);
    return new Promise((answered, failed) => {
      const onward = request({ hostname, port, method, path: url, headers: rawHeaders as never, agent: this.agent }, answered);
      onward.on('error', failed);
      onward.end(body);
    });
  }
}

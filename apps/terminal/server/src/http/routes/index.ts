/** All routes of the API, and what they work on. */

import type { LayoutStore, ServerVitals } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import type { LogBook } from '../../log-book.ts';
import type { Metrics } from '../../metrics.ts';
import type { Access } from '../../security/access.ts';
import type { Uploads } from '../../uploads.ts';
import type { Http } from '../http.ts';
import { addAccessRoutes } from './access.ts';
import { addChartRoutes } from './chart.ts';
import { addIndicatorRunRoute } from './indicator-run.ts';
import { addMonitoringRoutes } from './monitoring.ts';
import { addPluginRoutes } from './plugins.ts';
import { addServerRoutes } from './server.ts';
import { addSessionRoutes } from './session.ts';
import { addSettingsRoutes } from './settings.ts';
import { addTradingRoutes } from './trading.ts';
import { addUploadRoutes } from './uploads.ts';

export interface RouteContext {
  readonly host: Host;
  readonly layout: LayoutStore;
  readonly version: string;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly logBook: LogBook;
  readonly uploads: Uploads;
  vitals(): ServerVitals;
  /** Called once the request to stop was answered. */
  onShutdown(): void;
}

export async function addRoutes(app: Http, context: RouteContext): Promise<void> {
  addSessionRoutes(app, context);
  addServerRoutes(app, context);
  addPluginRoutes(app, context);
  addMonitoringRoutes(app, context);
  addSettingsRoutes(app, context);
  addAccessRoutes(app, context);
  addChartRoutes(app, context);
  addIndicatorRunRoute(app, context);
  addTradingRoutes(app, context);
  await addUploadRoutes(app, context);
}

export { EqualityModule } from './equality.module.js';
export { HireAnswersService, type HireAnswers } from './hire-answers.service.js';
export { hiresReportCsv, hiresReportTable } from './hires-report-forms.js';
export { HiresReportService, type HiresReport, type HiresReportRequest } from './hires-report.service.js';

/** The environment Lambda gives a function on `nodejs24.x`, and nothing of ours. */

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface EnvironmentOptions {
  readonly name: string;
  readonly handler: string;
  readonly memorySizeMb: number;
  readonly region: string;
  readonly credentials: Credentials;
  /** The function's own variables, as its template sets them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `AWS_ENDPOINT_URL_S3` and its like: what makes the SDK talk to local servers. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly logFormat?: 'JSON' | 'Text';
}

/** Lambda quota: all of a function's own variables together. */
const maxEnvironmentBytes = 4096;
/** Set by Lambda; a deployment that sets one of them is refused. */
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION|INITIALIZATION|LOG_(GROUP|STREAM)|RUNTIME_API).*|AWS_(ACCESS_KEY_ID|ACCESS_KEY|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** The variables that all sandboxes of a function share. Throws on what a deployment would be refused for. */
export function functionEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { name, region, credentials, environment = {}, endpoints = {} } = options;
  assertDeployable(name, environment);
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...environment,
    _HANDLER: options.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_FORMAT: options.logFormat ?? 'Text',
    AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    ...endpoints,
  };
}

function assertDeployable(name: string, environment: Readonly<Record<string, string>>): void {
  const taken = Object.keys(environment).filter((variable) => reserved.test(variable));
  if (taken.length > 0)
    throw new Error(`${name}: Lambda sets ${taken.join(', ')} itself and refuses it from a template`);
  const sizeBytes = Buffer.byteLength(JSON.stringify(environment));
  if (sizeBytes > maxEnvironmentBytes) {
    throw new Error(`${name}: its variables take ${sizeBytes} bytes, Lambda allows ${maxEnvironmentBytes}`);
  }
}

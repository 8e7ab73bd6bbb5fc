// Keeps every message in S3 and bounces some. The SDK is the runtime's; nothing is bundled.
'use strict';

const { S3 } = require('@aws-sdk/client-s3');
const { WorkMailMessageFlow } = require('@aws-sdk/client-workmailmessageflow');

const s3 = new S3();
const workmail = new WorkMailMessageFlow();

module.exports.archive = async function (event, context) {
  const { messageContent } = await workmail.getRawMessageContent({ messageId: event.messageId });
  await s3.putObject({
    Bucket: 'mail-archive',
    Key: `${context.functionName}/${event.messageId}.eml`,
    Body: await messageContent.transformToByteArray(),
  });
  if (/top secret/i.test(event.subject)) {
    const bounced = { type: 'BOUNCE', parameters: { bounceMessage: 'We do not take secrets by mail.' } };
    return { actions: [{ recipients: event.envelope.recipients.map((r) => r.address), action: bounced }] };
  }
  return { actions: [{ allRecipients: true, action: { type: 'DEFAULT' } }] };
};

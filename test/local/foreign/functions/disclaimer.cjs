// As a user of WorkMail writes one: plain JavaScript, CommonJS, an SDK of some months ago.
'use strict';

const { randomUUID } = require('node:crypto');
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const {
  WorkMailMessageFlowClient,
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
} = require('@aws-sdk/client-workmailmessageflow');

const s3 = new S3Client({});
const workmail = new WorkMailMessageFlowClient({});

exports.handler = async (event) => {
  const { messageId } = event;
  const { messageContent } = await workmail.send(new GetRawMessageContentCommand({ messageId }));
  const chunks = [];
  for await (const chunk of messageContent) chunks.push(chunk);
  const original = Buffer.concat(chunks).toString('latin1');

  const updated = `${original.replace(/(\r?\n)*$/, '')}\r\n\r\n${process.env.DISCLAIMER}\r\n`;
  const key = randomUUID();
  await s3.send(
    new PutObjectCommand({ Bucket: process.env.UPDATED_EMAIL_BUCKET, Key: key, Body: Buffer.from(updated, 'latin1') }),
  );
  const content = { s3Reference: { bucket: process.env.UPDATED_EMAIL_BUCKET, key } };
  await workmail.send(new PutRawMessageContentCommand({ messageId, content }));
  console.log('updated', messageId);
  return { actions: [{ allRecipients: true, action: { type: 'DEFAULT' } }] };
};

import { linkLifeInWords, type LinkPurpose } from '#lib/kernel';

/** The words of an e-mail that brings a link. No name and no organisation: whoever else reads the mailbox learns nothing of the person. */
export function linkMail(purpose: LinkPurpose, link: string): { subject: string; text: string } {
  const life = linkLifeInWords(purpose);
  return {
    invitation: {
      subject: 'Your Anchor Pathways account',
      text: paragraphs(
        'An account was made for you on Anchor Pathways. Choose a password to use it:',
        link,
        `The link works once and for ${life}. After that, ask the person who invited you for a new one.`,
        'If you did not expect this, you need not do anything.',
      ),
    },
    reset: {
      subject: 'Choose a new Anchor Pathways password',
      text: paragraphs(
        'Somebody, you we hope, asked for a new password for your Anchor Pathways account. Choose it here:',
        link,
        `The link works once and for ${life}. A new password signs you out on every device.`,
        'If it was not you, your password stays as it is and you need not do anything.',
      ),
    },
    'sign-in': {
      subject: 'Sign in to Anchor Pathways',
      text: paragraphs('Open this link to sign in:', link, `It works once and for ${life}. We will never ask you for it: do not give it to anybody.`, 'If you did not ask for it, you need not do anything.'),
    },
  }[purpose];
}

/** The words to somebody who has an account already. */
export function roleMail(): { subject: string; text: string } {
  return {
    subject: 'A role on Anchor Pathways',
    text: paragraphs('You were given a role on Anchor Pathways. It is there when you sign in, in the way that you do now.', 'If you did not expect this, you need not do anything.'),
  };
}

function paragraphs(...texts: string[]): string {
  return `${texts.join('\n\n')}\n`;
}

# Documents to an application

evidence-my-number-warning = Please do not send a My Number. If it stands on a document, cover all twelve digits before you take the picture, or ask for a copy without it.

evidence-kind-income-certificate = income certificate (tax certificate)
evidence-kind-benefit-certificate = notice of the support that is received
evidence-kind-residence-certificate = certificate of residence, without My Number
evidence-kind-school-record = certificate of enrolment at school
evidence-kind-guardianship-record = proof of being the guardian

evidence-uploaded = The document has arrived. It is being checked for viruses.
evidence-scanned = The document has arrived. We will look at it.
evidence-accepted = We have looked at the document, and it is in order. There is nothing more to do.
evidence-rejected-unreadable = We could not read the document. Please take the picture again in a bright place, with all four corners in it.
evidence-rejected-incomplete = Part of the document is missing. Please send all of its pages.
evidence-rejected-out-of-date = The document is not the latest one. Please send this year’s.
evidence-rejected-wrong-document = This is another document than the one that is needed. Please look at the list once more.
evidence-rejected-of-another-person = The document is about somebody else. Please send the one about your family.
evidence-rejected-contains-my-number = A My Number could be seen on the document. For your safety we have destroyed the file; nothing of it is kept. Please cover the number and send the document again.
evidence-rejected-must-not-be-kept = This is a document that we may not keep. For your safety we have destroyed the file; nothing of it is kept. Please send one of the documents on the list.
evidence-destroyed-contains-my-number = { evidence-rejected-contains-my-number }
evidence-destroyed-must-not-be-kept = { evidence-rejected-must-not-be-kept }
evidence-destroyed-infected = A virus was found in the file, and it was destroyed. Please take a new picture of the document and send that.
evidence-destroyed-taken-back = You have taken the document back. The file was destroyed.
evidence-destroyed-retention = The document has served its purpose. The file was destroyed.
evidence-destroyed-erased = The document was destroyed with the other data of the child.
evidence-destroyed-lost = The file has been lost on our side. We are sorry. Please send the document once more.
evidence-destroyed-restored = The file was destroyed earlier, and stays so.

## Problems

problem-evidence-not-found = There is no such document.
    .title = Document not found
problem-evidence-kind-not-asked = This programme does not need such a document, so we do not take it in.
    .title = Document not needed
problem-evidence-too-many = There are { $most } documents already. Please take one back before you send another.
    .title = Too many documents
problem-evidence-id-reused = Another document has been sent under this id already.
    .title = Id used already
problem-evidence-empty = There is nothing in the file. Please choose it again.
    .title = Empty file
problem-evidence-type-refused = This kind of file cannot be read here. Please send a picture (JPEG, PNG, WebP, HEIC) or a PDF.
    .title = Kind of file not taken
problem-evidence-damaged = The file is damaged or incomplete. Please take the picture again, or save the PDF once more.
    .title = Damaged file
problem-evidence-active = This PDF contains programs or other files, or is locked with a password. Please send a picture of the page, or print it to a new PDF.
    .title = PDF not taken
problem-evidence-not-scanned = The document has not been checked for viruses yet. Please try again in a few minutes.
    .title = Not checked yet
problem-evidence-reviewed = The document has been answered already, and otherwise.
    .title = Answered already
problem-evidence-is-gone = The document was destroyed.
    .title = Document destroyed
problem-evidence-file-missing = The file of this document is missing in the store. Please tell whoever runs the service.
    .title = File missing
problem-files-unavailable = Files cannot be stored at the moment. Nothing was lost; please try again later.
    .title = File store unavailable
problem-scanner-unavailable = The virus scanner does not answer. What waits for it stays closed.
    .title = Virus scanner unavailable
problem-uploads-closed = Documents cannot be taken in at the moment. Please ask the office how to hand them in.
    .title = Uploads closed

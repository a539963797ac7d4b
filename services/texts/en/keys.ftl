problem-master-key-unavailable = The key that protects personal data cannot be reached at the moment. Please try again shortly.
    .title = Key not reachable
problem-key-versions-used-up = This key cannot be changed again: it has had 255 versions.
    .title = No more key versions

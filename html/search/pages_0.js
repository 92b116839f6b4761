var searchData=
[
  ['changelog_0',['Changelog',['../md_CHANGELOG.html',1,'']]]
];

var searchData=
[
  ['the_20way_20around_0',['The way around',['../md_CONTRIBUTING.html',1,'']]]
];

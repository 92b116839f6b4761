var searchData=
[
  ['redstart_0',['Redstart',['../md_README.html',1,'']]]
];

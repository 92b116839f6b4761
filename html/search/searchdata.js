var indexSectionsWithContent =
{
  0: "crt",
  1: "crt"
};

var indexSectionNames =
{
  0: "all",
  1: "pages"
};

var indexSectionLabels =
{
  0: "All",
  1: "Pages"
};


using Plum.Functions;

PlumApp.CreateBuilder(args).Build().Run();

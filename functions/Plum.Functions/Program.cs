using Microsoft.Extensions.Hosting;
using Plum.Functions;

PlumApp.CreateBuilder(args).Build().Run();

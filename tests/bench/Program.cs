System.Console.WriteLine("Not built yet.");

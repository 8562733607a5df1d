using System.CommandLine;
using Netes.Kubelet.Images;
using Netes.Roles;
using Spectre.Console;

namespace Netes.Commands;

/// <summary><c>netes image</c>: container images without a registry.</summary>
internal static class ImageCommand
{
    public static Command Create() => new("image", "Import, list and remove container images, without a registry.") { Import(), List(), Remove() };

    private static Command Import()
    {
        var dataDir = DataDirectory.Option();
        var file = new Argument<string[]>("FILE") { Description = "OCI or docker archives (.tar, .tar.gz), or '-' for standard input.", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string>("--name") { Description = "The image's name, for an archive that carries none.", HelpName = "NAME" };
        var command = new Command("import", "Import images from archives, as 'docker save' or 'skopeo copy … oci-archive:…' make them.") { file, name, dataDir };
        command.Run(async (result, cancellation) =>
        {
            var store = Open(result.GetValue(dataDir)!);
            foreach (string path in result.GetValue(file)!)
            {
                foreach (string image in await ImportAsync(store, path, result.GetValue(name), cancellation)) Console.WriteLine($"imported {image}");
            }
            return 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> ImportAsync(ImageStore store, string path, string? name, CancellationToken cancellation)
    {
        try
        {
            if (path == "-") return await store.ImportAsync(Console.OpenStandardInput(), name, cancellation);
            return await store.ImportAsync(path, name, cancellation);
        }
        catch (Exception e) when (e is ImageArchiveException or IOException)
        {
            throw new UserException($"{path}: {e.Message}", e);
        }
    }

    private static Command List()
    {
        var dataDir = DataDirectory.Option();
        var command = new Command("ls", "List the images of the node.") { dataDir };
        command.Run(async (result, cancellation) =>
        {
            var table = new Table().Border(TableBorder.None).AddColumns("IMAGE", "ID", "SIZE");
            foreach (var image in await Open(result.GetValue(dataDir)!).ListAsync(cancellation))
                foreach (string tag in image.Tags.DefaultIfEmpty("<none>"))
                    table.AddRow(Markup.Escape(tag), image.Id, $"{image.SizeBytes / 1048576.0:0.0} MiB");
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Remove()
    {
        var dataDir = DataDirectory.Option();
        var name = new Argument<string[]>("IMAGE") { Description = "Names of images.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("rm", "Remove images.") { name, dataDir };
        command.Run(async (result, cancellation) =>
        {
            var store = Open(result.GetValue(dataDir)!);
            bool all = true;
            foreach (string image in result.GetValue(name)!)
            {
                bool removed = await store.RemoveAsync(image, cancellation);
                all &= removed;
                Console.WriteLine(removed ? $"removed {image}" : $"there is no image {image}");
            }
            return all ? 0 : 1;
        });
        return command;
    }

    private static ImageStore Open(string dataDir)
    {
        string socket = new NodeLayout(new DataDirectory(Path.GetFullPath(dataDir))).Containerd.SocketPath;
        if (!File.Exists(socket))
            throw new UserException($"no container runtime runs for {dataDir}: start the node first, or put the archive into {dataDir}/images to have it imported at the start");
        return ImageStore.Open(socket, TimeProvider.System);
    }
}
